import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * CON-2: whom admin contacts invite stands in one list, be the person new (then `link_id` is the link made for it) or known
 * elsewhere. What staff asked stands in none of theirs; of questions that stand open nobody knows any more who asked.
 */
export class InviteColleaguesAlike1764000003000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) return;
    await queryRunner.query(`
      ALTER TABLE link_invitations
        ADD COLUMN by_colleague BOOLEAN NOT NULL DEFAULT 0,
        ADD COLUMN link_id BIGINT UNSIGNED NULL,
        ADD KEY link_invitations_link (link_id),
        ADD CONSTRAINT link_invitations_link FOREIGN KEY (link_id) REFERENCES customer_contacts (id) ON DELETE CASCADE
    `);
    await queryRunner.query('UPDATE link_invitations SET by_colleague = 1 WHERE open_key IS NOT NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.exists(queryRunner))) return;
    // Its secret was sent to nobody: without the link it stands for, it means nothing.
    await queryRunner.query('DELETE FROM link_invitations WHERE link_id IS NOT NULL');
    await queryRunner.query('ALTER TABLE link_invitations DROP FOREIGN KEY link_invitations_link, DROP KEY link_invitations_link, DROP COLUMN link_id, DROP COLUMN by_colleague');
  }

  private async exists(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'link_invitations' AND column_name = 'link_id'
    `);
    return rows.length > 0;
  }
}
