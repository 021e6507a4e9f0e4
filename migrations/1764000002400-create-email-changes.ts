import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Another e-mail address that a contact wants, until the mail to it is answered; one at a time, by the hash of its link. */
export class CreateEmailChanges1764000002400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS email_changes (
        contact_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        email VARCHAR(254) NOT NULL,
        token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        UNIQUE KEY email_changes_token (token_hash),
        CONSTRAINT email_changes_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS email_changes');
  }
}
