import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The login belongs to the person (CON-2, CON-6); a registered one is unverified until its link was opened (ARE-5). */
export class LetContactsSignIn1764000002000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('contacts', 'password_hash')) return;
    await queryRunner.query(`
      ALTER TABLE contacts
        ADD COLUMN password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
        ADD COLUMN must_change_password TINYINT(1) NOT NULL DEFAULT 0,
        ADD COLUMN unverified TINYINT(1) NOT NULL DEFAULT 0,
        ADD COLUMN theme VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'system',
        ADD COLUMN signed_in_at DATETIME(6) NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('contacts', 'password_hash'))) return;
    await queryRunner.query(`
      ALTER TABLE contacts
        DROP COLUMN password_hash, DROP COLUMN must_change_password, DROP COLUMN unverified, DROP COLUMN theme, DROP COLUMN signed_in_at
    `);
  }
}
