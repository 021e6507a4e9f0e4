import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMailOutbox1764000000060 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS mail_outbox (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        kind VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        recipient_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        recipient_id BIGINT UNSIGNED NOT NULL,
        recipient_name VARCHAR(255) NOT NULL,
        recipient_email VARCHAR(254) NOT NULL,
        customer_id BIGINT UNSIGNED NULL,
        merge_values JSON NOT NULL,
        secret VARBINARY(1024) NULL,
        secret_expires_at DATETIME(6) NULL,
        dedupe_key VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
        reason VARCHAR(500) NULL,
        attempts INT UNSIGNED NOT NULL DEFAULT 0,
        crashes TINYINT UNSIGNED NOT NULL DEFAULT 0,
        due_at DATETIME(6) NOT NULL,
        lease_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
        lease_until DATETIME(6) NULL,
        message_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
        subject VARCHAR(500) NULL,
        body_text MEDIUMTEXT NULL,
        created_at DATETIME(6) NOT NULL,
        sent_at DATETIME(6) NULL,
        UNIQUE KEY mail_outbox_dedupe_key (dedupe_key),
        KEY mail_outbox_due (state, due_at, id),
        KEY mail_outbox_state (state, id),
        KEY mail_outbox_customer (customer_id, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS mail_outbox');
  }
}
