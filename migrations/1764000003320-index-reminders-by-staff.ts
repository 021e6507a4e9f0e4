import type { MigrationInterface, QueryRunner } from 'typeorm';

const EXISTS = "SELECT COUNT(*) AS n FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'reminders' AND index_name = 'reminders_staff'";

/** Somebody's reminders one after the other, as when their zone changes. */
export class IndexRemindersByStaff1764000003320 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const [{ n }]: { n: string }[] = await queryRunner.query(EXISTS);
    if (Number(n) === 0) await queryRunner.query('CREATE INDEX reminders_staff ON reminders (staff_id, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const [{ n }]: { n: string }[] = await queryRunner.query(EXISTS);
    if (Number(n) > 0) await queryRunner.query('DROP INDEX reminders_staff ON reminders');
  }
}
