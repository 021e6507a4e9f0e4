import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateJobs1764000000050 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS job_leases (
        job VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        last_due_at DATETIME(6) NULL,
        lease_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
        lease_until DATETIME(6) NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS job_runs (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        job VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        node VARCHAR(64) NOT NULL,
        due_at DATETIME(6) NOT NULL,
        started_at DATETIME(6) NOT NULL,
        finished_at DATETIME(6) NULL,
        done INT UNSIGNED NULL,
        failure VARCHAR(1000) NULL,
        KEY job_runs_job (job, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS job_runs');
    await queryRunner.query('DROP TABLE IF EXISTS job_leases');
  }
}
