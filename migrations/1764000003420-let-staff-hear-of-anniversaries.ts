import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff who want it are sent coming anniversaries (EVT-2); `anniversary_mail_on` is the day or week that was seen to last. */
export class LetStaffHearOfAnniversaries1764000003420 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('staff', 'anniversary_mail'))) await queryRunner.query('ALTER TABLE staff ADD COLUMN anniversary_mail TINYINT(1) NOT NULL DEFAULT 0');
    if (!(await queryRunner.hasColumn('staff', 'anniversary_mail_on'))) await queryRunner.query('ALTER TABLE staff ADD COLUMN anniversary_mail_on DATE NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const column of ['anniversary_mail_on', 'anniversary_mail']) {
      if (await queryRunner.hasColumn('staff', column)) await queryRunner.query(`ALTER TABLE staff DROP COLUMN ${column}`);
    }
  }
}
