import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `ADD COLUMN chosen_by VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN switch_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN begun_at DATETIME(6) NULL,
  ADD KEY mail_outbox_recipient (recipient_email, id),
  ADD KEY mail_outbox_recipient_name (recipient_name(60), id)`;

/**
 * MAIL-2: who chose the recipient, and by which switch, is known when the mail is sent; and when its sending began, so that
 * a mail that was only claimed by a worker that died is not blamed for it.
 */
export class SayWhyAMailHasItsRecipient1764000002120 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.exists(queryRunner))) await queryRunner.query(`ALTER TABLE mail_outbox ${COLUMNS}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.exists(queryRunner))) return;
    await queryRunner.query(
      'ALTER TABLE mail_outbox DROP KEY mail_outbox_recipient_name, DROP KEY mail_outbox_recipient, DROP COLUMN begun_at, DROP COLUMN switch_key, DROP COLUMN chosen_by',
    );
  }

  private async exists(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(
      "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'mail_outbox' AND column_name = 'begun_at'",
    );
    return rows.length > 0;
  }
}
