import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The digest of an attachment, by which a restored copy can be compared with what came. */
export class CheckStoredFiles1764000002610 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) return;
    await queryRunner.query('ALTER TABLE files ADD COLUMN sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) await queryRunner.query('ALTER TABLE files DROP COLUMN sha256');
  }

  private async exists(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'files' AND column_name = 'sha256'
    `);
    return rows.length > 0;
  }
}
