import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events of persons (EVT-1). `month_day` is month * 100 + day as typed, so 29 February stays 29 February and the year may
 * be unknown; `due_key` is where the anniversaries report looks: that day, of monthly events the day alone, NULL when the
 * report leaves it out.
 */
export class CreateCustomerEvents1764000003400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_events (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        name VARCHAR(120) NULL,
        month_day SMALLINT UNSIGNED NOT NULL,
        year SMALLINT UNSIGNED NULL,
        occurrence VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        leap_rule VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'feb28',
        partner_id BIGINT UNSIGNED NULL,
        relationship VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
        in_report TINYINT(1) NOT NULL DEFAULT 1,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        due_key SMALLINT UNSIGNED AS (IF(in_report = 1 AND deleted_at IS NULL, IF(occurrence = 'monthly', month_day MOD 100, month_day), NULL)) STORED,
        KEY customer_events_customer (customer_id, id),
        KEY customer_events_partner (partner_id, id),
        KEY customer_events_due (due_key, id),
        KEY customer_events_deletion (deletion_id),
        CONSTRAINT customer_events_month_day CHECK (month_day BETWEEN 101 AND 1231 AND month_day MOD 100 BETWEEN 1 AND 31),
        CONSTRAINT customer_events_occurrence CHECK (occurrence IN ('once', 'monthly', 'yearly') AND (occurrence <> 'once' OR year IS NOT NULL)),
        CONSTRAINT customer_events_leap_rule CHECK (leap_rule IN ('feb28', 'mar1')),
        CONSTRAINT customer_events_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT customer_events_partner FOREIGN KEY (partner_id) REFERENCES customers (id) ON DELETE SET NULL,
        CONSTRAINT customer_events_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS customer_events');
  }
}
