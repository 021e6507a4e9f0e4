import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of all contacts, sorted and filtered by index at any size: names, languages, who has a login, admin contacts. */
export class IndexContacts1764000002310 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('contacts', 'sort_name'))) {
      await queryRunner.query(`
        ALTER TABLE contacts
          ADD COLUMN sort_name VARCHAR(201) NOT NULL DEFAULT '',
          ADD KEY contacts_sort_name (sort_name),
          ADD KEY contacts_language (language),
          ADD KEY contacts_login (password_hash(1))
      `);
      await queryRunner.query("UPDATE contacts SET sort_name = CONCAT_WS(' ', last_name, first_name)");
    }
    if (await this.isIndexed(queryRunner)) return;
    await queryRunner.query('ALTER TABLE customer_contacts ADD KEY customer_contacts_kind (kind, contact_key)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await this.isIndexed(queryRunner)) await queryRunner.query('ALTER TABLE customer_contacts DROP KEY customer_contacts_kind');
    if (!(await queryRunner.hasColumn('contacts', 'sort_name'))) return;
    await queryRunner.query('ALTER TABLE contacts DROP KEY contacts_sort_name, DROP KEY contacts_language, DROP KEY contacts_login, DROP COLUMN sort_name');
  }

  private async isIndexed(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = 'customer_contacts' AND index_name = 'customer_contacts_kind'
    `);
    return rows.length > 0;
  }
}
