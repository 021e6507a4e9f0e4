import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFiles1764000000080 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS files (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        storage_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        media_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        bytes BIGINT UNSIGNED NOT NULL,
        width INT UNSIGNED NULL,
        height INT UNSIGNED NULL,
        original_name VARCHAR(255) NOT NULL,
        created_at DATETIME(6) NOT NULL,
        UNIQUE KEY files_storage_key (storage_key)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS files');
  }
}
