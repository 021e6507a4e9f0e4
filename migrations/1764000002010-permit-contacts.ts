import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a contact may use and is sent belongs to its link (PER-1, PER-4); a customer may do without modules (PER-3). */
export class PermitContacts1764000002010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('customer_contacts', 'permissions'))) {
      await queryRunner.query(`
        ALTER TABLE customer_contacts
          ADD COLUMN permissions VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
          ADD COLUMN mail_switches VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''
      `);
    }
    if (!(await queryRunner.hasColumn('customers', 'modules_off'))) {
      await queryRunner.query("ALTER TABLE customers ADD COLUMN modules_off VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''");
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('customers', 'modules_off')) await queryRunner.query('ALTER TABLE customers DROP COLUMN modules_off');
    if (await queryRunner.hasColumn('customer_contacts', 'permissions')) {
      await queryRunner.query('ALTER TABLE customer_contacts DROP COLUMN permissions, DROP COLUMN mail_switches');
    }
  }
}
