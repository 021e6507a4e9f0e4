import type { MigrationInterface, QueryRunner } from 'typeorm';

/** MAIL-1: the words of a kind of mail in a language, where somebody has changed them. */
export class CreateMailTemplates1764000002100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS mail_templates (
        kind VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        subject VARCHAR(500) NOT NULL,
        body TEXT NOT NULL,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        updated_at DATETIME(6) NOT NULL,
        updated_by_id BIGINT UNSIGNED NULL,
        PRIMARY KEY (kind, language),
        CONSTRAINT mail_templates_updated_by FOREIGN KEY (updated_by_id) REFERENCES staff (id) ON DELETE SET NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS mail_templates');
  }
}
