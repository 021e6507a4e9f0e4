import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDeletions1764000000110 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS deletions (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        subject_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        subject_id BIGINT UNSIGNED NOT NULL,
        staff_id BIGINT UNSIGNED NULL,
        staff_name VARCHAR(200) NOT NULL,
        deleted_at DATETIME(6) NOT NULL,
        KEY deletions_deleted_at (deleted_at),
        KEY deletions_staff (staff_id),
        CONSTRAINT deletions_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE SET NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS deletions');
  }
}
