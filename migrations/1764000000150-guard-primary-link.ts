import type { MigrationInterface, QueryRunner } from 'typeorm';

/** CON-3: the primary contact is one of the customer's own links and cannot be deleted while it is primary. */
export class GuardPrimaryLink1764000000150 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) return;
    await queryRunner.query(`
      ALTER TABLE customers ADD CONSTRAINT customers_primary_link
        FOREIGN KEY (id, primary_link_id) REFERENCES customer_contacts (customer_id, id) ON DELETE RESTRICT
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) {
      await queryRunner.query('ALTER TABLE customers DROP FOREIGN KEY customers_primary_link');
    }
  }

  private async exists(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.table_constraints
      WHERE constraint_schema = DATABASE() AND table_name = 'customers' AND constraint_name = 'customers_primary_link'
    `);
    return rows.length > 0;
  }
}
