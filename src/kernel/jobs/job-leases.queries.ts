import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { changeAlone } from '../db/transaction';
import { straight } from '../db/raw-rows';

/** How a job stands: the row that its occurrences are taken by, and what became of the last run. */
export interface JobStanding {
  readonly job: string;
  /** The latest occurrence that was run; null for what runs on every node. */
  readonly lastDueAt: Date | null;
  /** Until then a node holds it. */
  readonly leaseUntil: Date | null;
  /** When the run under way, else the last one, began. */
  readonly startedAt: Date | null;
  /** When the last one ended, how long it took, what it did (null: it failed) and where. */
  readonly finishedAt: Date | null;
  readonly tookMs: number | null;
  readonly done: number | null;
  readonly node: string | null;
  /** The last failure, however long ago. */
  readonly failedAt: Date | null;
  readonly failure: string | null;
  /** Since when somebody waits for a run now, and who. */
  readonly askedAt: Date | null;
  readonly askedBy: string | null;
}

/** A run that has ended. */
export interface JobRun {
  readonly dueAt: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly done: number | null;
  readonly failure: string | null;
  readonly askedBy: string | null;
  readonly node: string;
}

const STANDING = `SELECT job, last_due_at AS lastDueAt, lease_until AS leaseUntil, started_at AS startedAt, finished_at AS finishedAt, took_ms AS tookMs,
  done, node, failed_at AS failedAt, failure, asked_at AS askedAt, asked_by AS askedBy FROM job_leases`;
const FREE = '(lease_until IS NULL OR lease_until < ?)';
/** What stands in a row of a run that has ended. */
const OUTCOME = 'started_at = ?, finished_at = ?, took_ms = ?, done = ?, node = ?, failed_at = COALESCE(?, failed_at), failure = COALESCE(?, failure)';
const FAILURE_LENGTH = 1000;

/** The rows by which nodes share jobs: conditional updates, never locks (security.md, F1). */
@Injectable()
export class JobLeases {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** All jobs there ever were, by name: one small query, asked each second. */
  async all(): Promise<ReadonlyMap<string, JobStanding>> {
    const rows = await straight(this.dataSource).query<JobStanding[]>(STANDING);
    return new Map(rows.map((row) => [row.job, row]));
  }

  async make(job: string): Promise<void> {
    await this.dataSource.query('INSERT IGNORE INTO job_leases (job) VALUES (?)', [job]);
  }

  /**
   * Takes the occurrence of `dueAt`, or with null only what somebody asked for.
   * @returns whether no other node holds the job or has run that occurrence.
   */
  async take(job: string, dueAt: Date | null, { token, until, now }: { token: string; until: Date; now: Date }): Promise<boolean> {
    const wanted = dueAt ? '(asked_at IS NOT NULL OR last_due_at IS NULL OR last_due_at < ?)' : 'asked_at IS NOT NULL';
    const values = [token, until, now, job, ...(dueAt ? [dueAt] : []), now];
    return (await changeAlone(this.dataSource, `UPDATE job_leases SET lease_token = ?, lease_until = ?, started_at = ? WHERE job = ? AND ${wanted} AND ${FREE}`, values)) === 1;
  }

  async renew(job: string, token: string, until: Date): Promise<void> {
    await this.dataSource.query('UPDATE job_leases SET lease_until = ? WHERE job = ? AND lease_token = ?', [until, job, token]);
  }

  /** The occurrence counts as done even when it failed: the next one tries again, and the failure is on record. */
  async finish(job: string, token: string, { dueAt, askedAt }: { dueAt: Date | null; askedAt: Date | null }, run: JobRun): Promise<void> {
    // Whoever asked while it ran waits for the next run. The name goes first: a column is compared as it stands by then.
    const answered = 'asked_by = IF(asked_at = ?, NULL, asked_by), asked_at = IF(asked_at = ?, NULL, asked_at)';
    await changeAlone(
      this.dataSource,
      `UPDATE job_leases SET last_due_at = COALESCE(?, last_due_at), lease_token = NULL, lease_until = NULL, ${answered}, ${OUTCOME} WHERE job = ? AND lease_token = ?`,
      [dueAt, askedAt, askedAt, ...outcome(run), job, token],
    );
  }

  /** Writes down the last run of what runs on every node. */
  async tell(job: string, run: JobRun): Promise<void> {
    await changeAlone(this.dataSource, `UPDATE job_leases SET ${OUTCOME} WHERE job = ?`, [...outcome(run), job]);
  }

  /** Asks for a run now. @returns false when somebody waits for one already. */
  async ask(tx: EntityManager, job: string, by: string, now: Date): Promise<boolean> {
    await tx.query('INSERT IGNORE INTO job_leases (job) VALUES (?)', [job]);
    const result: { affectedRows: number } = await tx.query('UPDATE job_leases SET asked_at = ?, asked_by = ? WHERE job = ? AND asked_at IS NULL', [now, by.slice(0, 255), job]);
    return result.affectedRows === 1;
  }

  async record(job: string, { dueAt, startedAt, finishedAt, done, failure, askedBy, node }: JobRun): Promise<void> {
    await this.dataSource.query('INSERT INTO job_runs (job, node, due_at, started_at, finished_at, done, failure, failed, asked_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      job, node, dueAt, startedAt, finishedAt, done, failure?.slice(0, FAILURE_LENGTH) ?? null, failure === null ? 0 : 1, askedBy,
    ]);
  }
}

function outcome({ startedAt, finishedAt, done, failure, node }: JobRun): unknown[] {
  const took = Math.max(0, finishedAt.getTime() - startedAt.getTime());
  return [startedAt, finishedAt, took, done, node, failure === null ? null : finishedAt, failure?.slice(0, FAILURE_LENGTH) ?? null];
}
