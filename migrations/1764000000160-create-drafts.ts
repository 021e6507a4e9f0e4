import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDrafts1764000000160 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS drafts (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        staff_id BIGINT UNSIGNED NOT NULL,
        subject_id BIGINT UNSIGNED NULL,
        subject_version INT UNSIGNED NULL,
        data JSON NOT NULL,
        base JSON NULL,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        KEY drafts_updated (updated_at),
        KEY drafts_staff (staff_id),
        CONSTRAINT drafts_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS drafts');
  }
}
