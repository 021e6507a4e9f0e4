import type { MigrationInterface, QueryRunner } from 'typeorm';

/** STA-2: codes of authenticators and recovery codes, for staff and contacts alike. */
export class CreateSecondFactors1764000002200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS second_factors (
        principal_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        principal_id BIGINT UNSIGNED NOT NULL,
        secret VARBINARY(255) NOT NULL,
        confirmed_at DATETIME(6) NOT NULL,
        last_step BIGINT UNSIGNED NOT NULL,
        PRIMARY KEY (principal_kind, principal_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS recovery_codes (
        principal_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        principal_id BIGINT UNSIGNED NOT NULL,
        code_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(6) NOT NULL,
        used_at DATETIME(6) NULL,
        PRIMARY KEY (principal_kind, principal_id, code_hash),
        CONSTRAINT recovery_codes_factor FOREIGN KEY (principal_kind, principal_id) REFERENCES second_factors (principal_kind, principal_id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS recovery_codes');
    await queryRunner.query('DROP TABLE IF EXISTS second_factors');
  }
}
