import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What somebody did to reminders of a list, so that it can be taken back whole; and the index of one's own reminders with
 * the customer, so that the bell counts what one may see without looking at a row.
 */
export class TakeBackManyReminders1764000003510 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS reminder_undos (
        id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        staff_id BIGINT UNSIGNED NOT NULL,
        items JSON NOT NULL,
        back VARCHAR(2000) NOT NULL,
        created_at DATETIME(6) NOT NULL,
        KEY reminder_undos_staff (staff_id),
        KEY reminder_undos_created (created_at),
        CONSTRAINT reminder_undos_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    if ((await this.columns(queryRunner)) === 3) {
      await queryRunner.query('ALTER TABLE reminders DROP KEY reminders_own, ADD KEY reminders_own (staff_id, shown_at, id, customer_id)');
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if ((await this.columns(queryRunner)) === 4) {
      await queryRunner.query('ALTER TABLE reminders DROP KEY reminders_own, ADD KEY reminders_own (staff_id, shown_at, id)');
    }
    await queryRunner.query('DROP TABLE IF EXISTS reminder_undos');
  }

  /** How many columns the index of one's own reminders has. */
  private async columns(queryRunner: QueryRunner): Promise<number> {
    const rows: unknown[] = await queryRunner.query(
      "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'reminders' AND index_name = 'reminders_own'",
    );
    return rows.length;
  }
}
