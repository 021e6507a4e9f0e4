import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions1764000000040 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS sessions (
        id_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        principal_id BIGINT UNSIGNED NOT NULL,
        impersonator_id BIGINT UNSIGNED NULL,
        ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_agent VARCHAR(255) NOT NULL,
        created_at DATETIME(6) NOT NULL,
        last_seen_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        KEY sessions_principal (kind, principal_id),
        KEY sessions_expires (expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS access_tokens (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        purpose VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        principal_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        principal_id BIGINT UNSIGNED NOT NULL,
        created_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        used_at DATETIME(6) NULL,
        UNIQUE KEY access_tokens_hash (token_hash),
        KEY access_tokens_principal (principal_kind, principal_id, purpose),
        KEY access_tokens_expires (expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS form_keys (
        subject VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        form_key CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        body_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        location VARCHAR(500) NULL,
        created_at DATETIME(6) NOT NULL,
        PRIMARY KEY (subject, form_key),
        KEY form_keys_created (created_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS rate_limits (
        limit_key VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        hits INT UNSIGNED NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        KEY rate_limits_expires (expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS rate_limits');
    await queryRunner.query('DROP TABLE IF EXISTS form_keys');
    await queryRunner.query('DROP TABLE IF EXISTS access_tokens');
    await queryRunner.query('DROP TABLE IF EXISTS sessions');
  }
}
