import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A person who is known already becomes a contact of another customer when it confirms by mail (CON-2); once open for a pair. */
export class CreateLinkInvitations1764000002300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS link_invitations (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        contact_id BIGINT UNSIGNED NOT NULL,
        open_key BIGINT UNSIGNED NULL,
        token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        typed_name VARCHAR(201) NOT NULL,
        typed_email VARCHAR(254) NOT NULL,
        position VARCHAR(100) NULL,
        kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        permissions VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        mail_switches VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        accepted_at DATETIME(6) NULL,
        UNIQUE KEY link_invitations_token (token_hash),
        UNIQUE KEY link_invitations_open (customer_id, open_key),
        KEY link_invitations_contact (contact_id),
        KEY link_invitations_expires (expires_at),
        KEY link_invitations_person (open_key),
        CONSTRAINT link_invitations_kind CHECK (kind IN ('normal', 'admin')),
        CONSTRAINT link_invitations_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT link_invitations_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS link_invitations');
  }
}
