import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateImports1764000000190 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS imports (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        staff_id BIGINT UNSIGNED NULL,
        started_by VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        file_name VARCHAR(255) NOT NULL,
        storage_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        file_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        bytes BIGINT UNSIGNED NOT NULL,
        shape JSON NOT NULL,
        mapping JSON NOT NULL,
        options JSON NOT NULL,
        unknown_countries JSON NULL,
        checked JSON NULL,
        state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        refusal JSON NULL,
        total INT UNSIGNED NULL,
        last_line INT UNSIGNED NOT NULL DEFAULT 0,
        created_count INT UNSIGNED NOT NULL DEFAULT 0,
        updated_count INT UNSIGNED NOT NULL DEFAULT 0,
        unchanged_count INT UNSIGNED NOT NULL DEFAULT 0,
        contact_count INT UNSIGNED NOT NULL DEFAULT 0,
        duplicate_count INT UNSIGNED NOT NULL DEFAULT 0,
        refused_count INT UNSIGNED NOT NULL DEFAULT 0,
        attempts TINYINT UNSIGNED NOT NULL DEFAULT 0,
        lease_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
        lease_until DATETIME(6) NULL,
        started_at DATETIME(6) NULL,
        finished_at DATETIME(6) NULL,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        KEY imports_state (state, id),
        KEY imports_file_hash (file_hash),
        KEY imports_staff (staff_id, id),
        CONSTRAINT imports_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE SET NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS import_rows (
        import_id BIGINT UNSIGNED NOT NULL,
        phase VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        line INT UNSIGNED NOT NULL,
        verdict VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        customer_id BIGINT UNSIGNED NULL,
        name VARCHAR(120) NULL,
        city VARCHAR(60) NULL,
        reasons JSON NULL,
        cells MEDIUMTEXT NULL,
        before_image JSON NULL,
        PRIMARY KEY (import_id, phase, line),
        KEY import_rows_verdict (import_id, phase, verdict, line),
        CONSTRAINT import_rows_import FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS import_rows');
    await queryRunner.query('DROP TABLE IF EXISTS imports');
  }
}
