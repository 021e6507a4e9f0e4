import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCustomerDetails1764000000130 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_group_members (
        group_id BIGINT UNSIGNED NOT NULL,
        customer_id BIGINT UNSIGNED NOT NULL,
        PRIMARY KEY (group_id, customer_id),
        KEY customer_group_members_customer (customer_id, group_id),
        CONSTRAINT customer_group_members_group FOREIGN KEY (group_id) REFERENCES customer_groups (id) ON DELETE RESTRICT,
        CONSTRAINT customer_group_members_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_products (
        product_id BIGINT UNSIGNED NOT NULL,
        customer_id BIGINT UNSIGNED NOT NULL,
        PRIMARY KEY (product_id, customer_id),
        KEY customer_products_customer (customer_id, product_id),
        CONSTRAINT customer_products_product FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE RESTRICT,
        CONSTRAINT customer_products_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_admins (
        staff_id BIGINT UNSIGNED NOT NULL,
        customer_id BIGINT UNSIGNED NOT NULL,
        created_at DATETIME(6) NOT NULL,
        PRIMARY KEY (staff_id, customer_id),
        KEY customer_admins_customer (customer_id, staff_id),
        CONSTRAINT customer_admins_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE,
        CONSTRAINT customer_admins_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS shipping_addresses (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        default_key TINYINT UNSIGNED NULL,
        name VARCHAR(255) NULL,
        country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        state VARCHAR(100) NULL,
        city VARCHAR(100) NOT NULL,
        postcode VARCHAR(20) NULL,
        street VARCHAR(255) NOT NULL,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        UNIQUE KEY shipping_addresses_default (customer_id, default_key),
        CONSTRAINT shipping_addresses_default_key CHECK (default_key = 1),
        CONSTRAINT shipping_addresses_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS notes (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        staff_id BIGINT UNSIGNED NULL,
        body TEXT NOT NULL,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        KEY notes_customer (customer_id, id),
        KEY notes_staff (staff_id),
        KEY notes_deletion (deletion_id),
        CONSTRAINT notes_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT notes_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE SET NULL,
        CONSTRAINT notes_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS notes');
    await queryRunner.query('DROP TABLE IF EXISTS shipping_addresses');
    await queryRunner.query('DROP TABLE IF EXISTS customer_admins');
    await queryRunner.query('DROP TABLE IF EXISTS customer_products');
    await queryRunner.query('DROP TABLE IF EXISTS customer_group_members');
  }
}
