import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The secret that carries a login as client from the staff session into the customers area: used once, within a minute (ARE-6). */
export class LetStaffEnterTheAreaOnce1764000002500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('impersonations', 'entry_hash')) return;
    await queryRunner.query(`
      ALTER TABLE impersonations
        ADD COLUMN entry_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
        ADD COLUMN entry_until DATETIME(6) NULL,
        ADD UNIQUE KEY impersonations_entry (entry_hash),
        ADD KEY impersonations_open (ended_at, expires_at)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('impersonations', 'entry_hash'))) return;
    await queryRunner.query('ALTER TABLE impersonations DROP KEY impersonations_open, DROP KEY impersonations_entry, DROP COLUMN entry_until, DROP COLUMN entry_hash');
  }
}
