import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an admin contact wants changed of its customer's data, until staff decide; one open request a customer (ARE-7). */
export class CreateChangeRequests1764000002410 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS change_requests (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        open_key BIGINT UNSIGNED NULL,
        contact_id BIGINT UNSIGNED NULL,
        contact_name VARCHAR(255) NOT NULL,
        before_data JSON NOT NULL,
        after_data JSON NOT NULL,
        state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
        created_at DATETIME(6) NOT NULL,
        decided_by_id BIGINT UNSIGNED NULL,
        decided_at DATETIME(6) NULL,
        UNIQUE KEY change_requests_open (open_key),
        KEY change_requests_customer (customer_id, id),
        KEY change_requests_contact (contact_id),
        KEY change_requests_decided_by (decided_by_id),
        CONSTRAINT change_requests_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT change_requests_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE SET NULL,
        CONSTRAINT change_requests_decided_by FOREIGN KEY (decided_by_id) REFERENCES staff (id) ON DELETE SET NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS change_requests');
  }
}
