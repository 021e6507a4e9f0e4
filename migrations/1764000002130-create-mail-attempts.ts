import type { MigrationInterface, QueryRunner } from 'typeorm';

/** MAIL-2: each try to send a mail, and what came of it. */
export class CreateMailAttempts1764000002130 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS mail_attempts (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        mail_id BIGINT UNSIGNED NOT NULL,
        at DATETIME(6) NOT NULL,
        outcome VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        reply VARCHAR(500) NULL,
        KEY mail_attempts_mail (mail_id, id),
        CONSTRAINT mail_attempts_mail FOREIGN KEY (mail_id) REFERENCES mail_outbox (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS mail_attempts');
  }
}
