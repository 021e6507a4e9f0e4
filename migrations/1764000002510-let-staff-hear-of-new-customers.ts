import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff who want it are told of new customers (CUS-23a); nobody is who has not asked for it. */
export class LetStaffHearOfNewCustomers1764000002510 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('staff', 'new_customer_mail')) return;
    await queryRunner.query('ALTER TABLE staff ADD COLUMN new_customer_mail TINYINT(1) NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('staff', 'new_customer_mail')) await queryRunner.query('ALTER TABLE staff DROP COLUMN new_customer_mail');
  }
}
