import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateContacts1764000000140 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS contacts (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        first_name VARCHAR(100) NULL,
        last_name VARCHAR(100) NULL,
        email VARCHAR(254) NULL,
        email_key VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NULL,
        phone VARCHAR(40) NULL,
        handle VARCHAR(100) NULL,
        picture_id BIGINT UNSIGNED NULL,
        language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
        active TINYINT(1) NOT NULL DEFAULT 1,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        UNIQUE KEY contacts_email_key (email_key),
        KEY contacts_picture (picture_id),
        KEY contacts_deletion (deletion_id),
        CONSTRAINT contacts_picture FOREIGN KEY (picture_id) REFERENCES files (id) ON DELETE RESTRICT,
        CONSTRAINT contacts_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_contacts (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        contact_id BIGINT UNSIGNED NOT NULL,
        contact_key BIGINT UNSIGNED NULL,
        position VARCHAR(100) NULL,
        kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'normal',
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        UNIQUE KEY customer_contacts_primary (customer_id, id),
        UNIQUE KEY customer_contacts_pair (customer_id, contact_key),
        KEY customer_contacts_contact (contact_id),
        KEY customer_contacts_live (contact_key),
        KEY customer_contacts_deletion (deletion_id),
        CONSTRAINT customer_contacts_kind CHECK (kind IN ('normal', 'admin')),
        CONSTRAINT customer_contacts_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT customer_contacts_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE RESTRICT,
        CONSTRAINT customer_contacts_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS customer_contacts');
    await queryRunner.query('DROP TABLE IF EXISTS contacts');
  }
}
