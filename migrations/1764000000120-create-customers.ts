import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCustomers1764000000120 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customers (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        number VARCHAR(40) NOT NULL,
        number_key VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
        number_order BIGINT UNSIGNED NOT NULL DEFAULT 0,
        type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        company_name VARCHAR(255) NULL,
        title VARCHAR(50) NULL,
        first_name VARCHAR(100) NULL,
        middle_name VARCHAR(100) NULL,
        last_name VARCHAR(100) NULL,
        display_name VARCHAR(310) NOT NULL,
        sort_name VARCHAR(255) NOT NULL,
        email VARCHAR(254) NULL,
        phone VARCHAR(40) NULL,
        fax VARCHAR(40) NULL,
        website VARCHAR(255) NULL,
        vat_number VARCHAR(40) NULL,
        picture_id BIGINT UNSIGNED NULL,
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
        discount_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none',
        discount_percent DECIMAL(7,4) NULL,
        tax_rate_id BIGINT UNSIGNED NULL,
        tax_exempt TINYINT(1) NOT NULL DEFAULT 0,
        payment_mode_id BIGINT UNSIGNED NULL,
        payment_terms_days SMALLINT UNSIGNED NULL,
        credit_limit DECIMAL(19,4) NULL,
        credit_rating VARCHAR(50) NULL,
        account_manager_id BIGINT UNSIGNED NULL,
        country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
        state VARCHAR(100) NULL,
        city VARCHAR(100) NULL,
        postcode VARCHAR(20) NULL,
        street VARCHAR(255) NULL,
        billing_country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
        billing_state VARCHAR(100) NULL,
        billing_city VARCHAR(100) NULL,
        billing_postcode VARCHAR(20) NULL,
        billing_street VARCHAR(255) NULL,
        same_shipping TINYINT(1) NOT NULL DEFAULT 1,
        language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
        active TINYINT(1) NOT NULL DEFAULT 1,
        unconfirmed TINYINT(1) NOT NULL DEFAULT 0,
        primary_link_id BIGINT UNSIGNED NULL,
        created_by_id BIGINT UNSIGNED NULL,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        UNIQUE KEY customers_number_key (number_key),
        KEY customers_live (deleted_at, id),
        KEY customers_sort_name (deleted_at, sort_name, id),
        KEY customers_number_order (deleted_at, number_order, id),
        KEY customers_country (deleted_at, country, sort_name, id),
        KEY customers_city (deleted_at, city, sort_name, id),
        KEY customers_active (deleted_at, active, id),
        KEY customers_type (deleted_at, type, id),
        KEY customers_state (deleted_at, state, sort_name, id),
        KEY customers_vat_number (vat_number),
        KEY customers_email (email),
        KEY customers_account_manager (account_manager_id, deleted_at),
        KEY customers_unconfirmed (unconfirmed, deleted_at),
        KEY customers_deletion (deletion_id),
        KEY customers_picture (picture_id),
        KEY customers_tax_rate (tax_rate_id),
        KEY customers_payment_mode (payment_mode_id),
        KEY customers_currency (currency),
        KEY customers_created_by (created_by_id),
        KEY customers_primary_link (id, primary_link_id),
        CONSTRAINT customers_type CHECK (type IN ('company', 'person')),
        CONSTRAINT customers_discount_kind CHECK (discount_kind IN ('none', 'before_tax', 'after_tax')),
        CONSTRAINT customers_picture FOREIGN KEY (picture_id) REFERENCES files (id) ON DELETE RESTRICT,
        CONSTRAINT customers_tax_rate FOREIGN KEY (tax_rate_id) REFERENCES tax_rates (id) ON DELETE RESTRICT,
        CONSTRAINT customers_payment_mode FOREIGN KEY (payment_mode_id) REFERENCES payment_modes (id) ON DELETE RESTRICT,
        CONSTRAINT customers_currency FOREIGN KEY (currency) REFERENCES currencies (code) ON DELETE RESTRICT,
        CONSTRAINT customers_account_manager FOREIGN KEY (account_manager_id) REFERENCES staff (id) ON DELETE SET NULL,
        CONSTRAINT customers_created_by FOREIGN KEY (created_by_id) REFERENCES staff (id) ON DELETE SET NULL,
        CONSTRAINT customers_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_balances (
        customer_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
        currency_rank SMALLINT UNSIGNED NOT NULL DEFAULT 0,
        invoiced DECIMAL(19,4) NOT NULL DEFAULT 0,
        paid DECIMAL(19,4) NOT NULL DEFAULT 0,
        outstanding DECIMAL(19,4) NOT NULL DEFAULT 0,
        last_transaction_on DATE NULL,
        KEY customer_balances_invoiced (currency_rank, invoiced, customer_id),
        KEY customer_balances_paid (currency_rank, paid, customer_id),
        KEY customer_balances_outstanding (currency_rank, outstanding, customer_id),
        KEY customer_balances_last (last_transaction_on, customer_id),
        CONSTRAINT customer_balances_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS customer_counts (
        slot TINYINT UNSIGNED NOT NULL PRIMARY KEY,
        total BIGINT NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS customer_counts');
    await queryRunner.query('DROP TABLE IF EXISTS customer_balances');
    await queryRunner.query('DROP TABLE IF EXISTS customers');
  }
}
