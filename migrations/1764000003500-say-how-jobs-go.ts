import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * MAIL-3: administrators see each job's last run, also one that did nothing, can ask for one now, and hear when no node
 * runs the timetable any more.
 */
export class SayHowJobsGo1764000003500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await this.has(queryRunner, 'columns', 'job_leases', 'asked_at'))) {
      await queryRunner.query(`
        ALTER TABLE job_leases
          ADD COLUMN started_at DATETIME(6) NULL,
          ADD COLUMN finished_at DATETIME(6) NULL,
          ADD COLUMN took_ms INT UNSIGNED NULL,
          ADD COLUMN done INT UNSIGNED NULL,
          ADD COLUMN node VARCHAR(64) NULL,
          ADD COLUMN failed_at DATETIME(6) NULL,
          ADD COLUMN failure VARCHAR(1000) NULL,
          ADD COLUMN asked_at DATETIME(6) NULL,
          ADD COLUMN asked_by VARCHAR(255) NULL
      `);
    }
    if (!(await this.has(queryRunner, 'columns', 'job_runs', 'asked_by'))) {
      await queryRunner.query('ALTER TABLE job_runs ADD COLUMN asked_by VARCHAR(255) NULL, ADD COLUMN failed TINYINT(1) NOT NULL DEFAULT 0');
    }
    if (!(await this.has(queryRunner, 'statistics', 'job_runs', 'job_runs_failed'))) {
      await queryRunner.query('ALTER TABLE job_runs ADD KEY job_runs_failed (job, failed, id), ADD KEY job_runs_finished (finished_at)');
    }
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS job_nodes (
        id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        node VARCHAR(64) NOT NULL,
        started_at DATETIME(6) NOT NULL,
        seen_at DATETIME(6) NOT NULL,
        stopped_at DATETIME(6) NULL,
        KEY job_nodes_seen (seen_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS job_nodes');
    if (await this.has(queryRunner, 'statistics', 'job_runs', 'job_runs_failed')) {
      await queryRunner.query('ALTER TABLE job_runs DROP KEY job_runs_failed, DROP KEY job_runs_finished');
    }
    if (await this.has(queryRunner, 'columns', 'job_runs', 'asked_by')) {
      await queryRunner.query('ALTER TABLE job_runs DROP COLUMN asked_by, DROP COLUMN failed');
    }
    if (await this.has(queryRunner, 'columns', 'job_leases', 'asked_at')) {
      await queryRunner.query(`
        ALTER TABLE job_leases DROP COLUMN started_at, DROP COLUMN finished_at, DROP COLUMN took_ms, DROP COLUMN done, DROP COLUMN node,
          DROP COLUMN failed_at, DROP COLUMN failure, DROP COLUMN asked_at, DROP COLUMN asked_by
      `);
    }
  }

  private async has(queryRunner: QueryRunner, what: 'columns' | 'statistics', table: string, name: string): Promise<boolean> {
    const rows: unknown[] = await queryRunner.query(
      `SELECT 1 FROM information_schema.${what} WHERE table_schema = DATABASE() AND table_name = ? AND ${what === 'columns' ? 'column_name' : 'index_name'} = ?`,
      [table, name],
    );
    return rows.length > 0;
  }
}
