import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nothing asks for the activity of one actor over all customers, and every row of an import paid for being able to. */
export class DropActorIndex1764000001100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await this.exists(queryRunner)) await queryRunner.query('ALTER TABLE activities DROP INDEX activities_actor');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.exists(queryRunner))) await queryRunner.query('ALTER TABLE activities ADD INDEX activities_actor (actor_kind, actor_id, id)');
  }

  private async exists(queryRunner: QueryRunner): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(`
      SELECT 1 FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = 'activities' AND index_name = 'activities_actor' LIMIT 1
    `);
    return rows.length > 0;
  }
}
