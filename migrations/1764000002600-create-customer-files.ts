import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of a customer, and the contacts they are shared with: always the same customer's, which the keys hold. */
export class CreateCustomerFiles1764000002600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_files (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        file_id BIGINT UNSIGNED NOT NULL,
        name VARCHAR(255) NOT NULL,
        bytes BIGINT UNSIGNED NOT NULL,
        uploaded_by_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        uploaded_by_id BIGINT UNSIGNED NOT NULL,
        uploaded_by_name VARCHAR(255) NOT NULL,
        shared VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        UNIQUE KEY customer_files_customer (customer_id, id),
        KEY customer_files_file (file_id),
        KEY customer_files_deletion (deletion_id),
        CONSTRAINT customer_files_shared CHECK (shared IN ('staff', 'customer', 'contacts')),
        CONSTRAINT customer_files_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT customer_files_file FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE RESTRICT,
        CONSTRAINT customer_files_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_file_contacts (
        customer_file_id BIGINT UNSIGNED NOT NULL,
        link_id BIGINT UNSIGNED NOT NULL,
        customer_id BIGINT UNSIGNED NOT NULL,
        PRIMARY KEY (customer_file_id, link_id),
        KEY customer_file_contacts_file (customer_id, customer_file_id),
        KEY customer_file_contacts_link (customer_id, link_id),
        CONSTRAINT customer_file_contacts_file FOREIGN KEY (customer_id, customer_file_id) REFERENCES customer_files (customer_id, id) ON DELETE CASCADE,
        CONSTRAINT customer_file_contacts_link FOREIGN KEY (customer_id, link_id) REFERENCES customer_contacts (customer_id, id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS customer_file_contacts');
    await queryRunner.query('DROP TABLE IF EXISTS customer_files');
  }
}
