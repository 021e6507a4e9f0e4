import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBulkActions1764000000180 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS bulk_actions (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        staff_id BIGINT UNSIGNED NULL,
        action VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        params JSON NOT NULL,
        state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        total INT UNSIGNED NOT NULL DEFAULT 0,
        done INT UNSIGNED NOT NULL DEFAULT 0,
        refused INT UNSIGNED NOT NULL DEFAULT 0,
        lease_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
        lease_until DATETIME(6) NULL,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        KEY bulk_actions_state (state, id),
        KEY bulk_actions_staff (staff_id),
        CONSTRAINT bulk_actions_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE SET NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS bulk_action_items (
        bulk_action_id BIGINT UNSIGNED NOT NULL,
        customer_id BIGINT UNSIGNED NOT NULL,
        state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
        reason JSON NULL,
        PRIMARY KEY (bulk_action_id, customer_id),
        KEY bulk_action_items_state (bulk_action_id, state, customer_id),
        KEY bulk_action_items_customer (customer_id),
        CONSTRAINT bulk_action_items_action FOREIGN KEY (bulk_action_id) REFERENCES bulk_actions (id) ON DELETE CASCADE,
        CONSTRAINT bulk_action_items_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS bulk_action_items');
    await queryRunner.query('DROP TABLE IF EXISTS bulk_actions');
  }
}
