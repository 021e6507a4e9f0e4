import type { MigrationInterface, QueryRunner } from 'typeorm';

/** MAIL-2: the list of all mails, filtered by kind and by time at any size. */
export class IndexMail1764000003100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await this.isIndexed(queryRunner)) return;
    await queryRunner.query(`
      ALTER TABLE mail_outbox
        ADD KEY mail_outbox_kind (kind, id),
        ADD KEY mail_outbox_kind_state (kind, state, id),
        ADD KEY mail_outbox_created (created_at)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.isIndexed(queryRunner))) return;
    await queryRunner.query('ALTER TABLE mail_outbox DROP KEY mail_outbox_created, DROP KEY mail_outbox_kind_state, DROP KEY mail_outbox_kind');
  }

  private async isIndexed(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = 'mail_outbox' AND index_name = 'mail_outbox_kind'
    `);
    return rows.length > 0;
  }
}
