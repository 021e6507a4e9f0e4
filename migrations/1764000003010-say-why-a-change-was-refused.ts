import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever asked for a change of its company's data reads why it was refused (ARE-7). */
export class SayWhyAChangeWasRefused1764000003010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.exists(queryRunner))) await queryRunner.query('ALTER TABLE change_requests ADD COLUMN reason VARCHAR(1000) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) await queryRunner.query('ALTER TABLE change_requests DROP COLUMN reason');
  }

  private async exists(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'change_requests' AND column_name = 'reason'
    `);
    return rows.length > 0;
  }
}
