import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Beyond this the number of failures is "1,000+": counting on would cost more than it tells. */
export const FAILURES_COUNTED = 1000;

export interface RunRow {
  readonly id: string;
  readonly dueAt: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly done: number | null;
  readonly failure: string | null;
  readonly node: string;
  /** Who asked for it; null: the clock. */
  readonly askedBy: string | null;
}

/** Reads what jobs have done. */
@Injectable()
export class JobRuns {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Failures of each job since `since`, counted up to 1,000; jobs without any are left out. */
  async failures(jobs: readonly string[], since: Date): Promise<ReadonlyMap<string, number>> {
    const first: { id: string }[] = await this.dataSource.query('SELECT id FROM job_runs WHERE finished_at >= ? ORDER BY finished_at LIMIT 1', [since]);
    if (first.length === 0 || jobs.length === 0) return new Map();
    const one = `SELECT ? AS job, (SELECT COUNT(*) FROM (SELECT 1 FROM job_runs WHERE job = ? AND failed = 1 AND id >= ? LIMIT ${FAILURES_COUNTED}) few) AS n`;
    const rows: { job: string; n: string }[] = await this.dataSource.query(jobs.map(() => one).join(' UNION ALL '), jobs.flatMap((job) => [job, job, first[0].id]));
    return new Map(rows.filter(({ n }) => Number(n) > 0).map(({ job, n }) => [job, Number(n)]));
  }

  /** Runs of a job that did something, failed or were asked for, the latest first. @param before only those before this one */
  async list(job: string, { failedOnly, before, limit }: { failedOnly: boolean; before: string | null; limit: number }): Promise<RunRow[]> {
    const failed = failedOnly ? 'AND failed = 1' : '';
    const rows: RunRow[] = await this.dataSource.query(
      `SELECT id, due_at AS dueAt, started_at AS startedAt, finished_at AS finishedAt, done, failure, node, asked_by AS askedBy FROM job_runs
       WHERE job = ? ${failed} ${before ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [job, ...(before ? [before] : []), limit],
    );
    return rows.map((row) => ({ ...row, id: String(row.id) }));
  }
}
