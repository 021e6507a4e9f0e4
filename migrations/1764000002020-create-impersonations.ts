import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who looked at the customers area as which contact, why, and until when (ARE-6); its session and a contact's know their customer. */
export class CreateImpersonations1764000002020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS impersonations (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        staff_id BIGINT UNSIGNED NOT NULL,
        contact_id BIGINT UNSIGNED NOT NULL,
        customer_id BIGINT UNSIGNED NOT NULL,
        reason VARCHAR(255) NOT NULL,
        started_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        ended_at DATETIME(6) NULL,
        KEY impersonations_staff (staff_id, ended_at),
        KEY impersonations_contact (contact_id),
        KEY impersonations_customer (customer_id, id),
        CONSTRAINT impersonations_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
        CONSTRAINT impersonations_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
        CONSTRAINT impersonations_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    if (await queryRunner.hasColumn('sessions', 'customer_id')) return;
    await queryRunner.query(`
      ALTER TABLE sessions
        ADD COLUMN customer_id BIGINT UNSIGNED NULL,
        ADD COLUMN impersonation_id BIGINT UNSIGNED NULL,
        ADD KEY sessions_customer (customer_id),
        ADD KEY sessions_impersonation (impersonation_id),
        ADD CONSTRAINT sessions_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL,
        ADD CONSTRAINT sessions_impersonation FOREIGN KEY (impersonation_id) REFERENCES impersonations (id) ON DELETE CASCADE
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('sessions', 'customer_id')) {
      await queryRunner.query(`
        ALTER TABLE sessions
          DROP FOREIGN KEY sessions_customer, DROP FOREIGN KEY sessions_impersonation,
          DROP COLUMN customer_id, DROP COLUMN impersonation_id
      `);
    }
    await queryRunner.query('DROP TABLE IF EXISTS impersonations');
  }
}
