import { hostname } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { schedule, type ScheduledTask } from 'node-cron';
import { DataSource } from 'typeorm';
import { randomHex } from '../auth/digest';
import { Clock } from '../clock/clock';
import { Draining } from '../health/draining';
import { Log } from '../log/log';
import type { Job, TimetableEntry } from './job';

const LEASE_MS = 60_000;

/**
 * Runs the timetable. node-cron only ticks; what is due is decided in the database: an occurrence is taken by one
 * node through a conditional update, missed ones are made up for by one run (security.md, F1, F9).
 */
@Injectable()
export class Scheduler implements OnApplicationShutdown {
  private task: ScheduledTask | null = null;
  private readonly running = new Map<string, Promise<void>>();
  /** Of jobs that run on every node: the last occurrence that ran here. */
  private readonly here = new Map<string, number>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly draining: Draining,
    private readonly log: Log,
  ) {}

  /** Begins to tick each second. */
  start(timetable: readonly TimetableEntry[]): void {
    this.task = schedule('* * * * * *', () => this.tick(timetable));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.task?.destroy();
    await Promise.all(this.running.values());
  }

  private tick(timetable: readonly TimetableEntry[]): void {
    if (this.draining.begun) return;
    for (const entry of timetable) {
      if (this.running.has(entry.job.name)) continue;
      const run = this.runIfDue(entry, this.clock.now())
        .then(() => undefined, (error: unknown) => this.log.failure(error))
        .finally(() => this.running.delete(entry.job.name));
      this.running.set(entry.job.name, run);
    }
  }

  /** Runs the entry's latest occurrence when no node has run it. @returns whether it ran here. */
  async runIfDue({ job, everySeconds, everyNode }: TimetableEntry, now: Date): Promise<boolean> {
    if (everyNode) return this.runHere(job, Math.floor(now.getTime() / 1000 / everySeconds), now);
    const dueAt = new Date(Math.floor(now.getTime() / 1000 / everySeconds) * everySeconds * 1000);
    const token = randomHex(16);
    if (!(await this.take(job.name, dueAt, token, now))) return false;
    const renewal = setInterval(() => void this.renew(job.name, token).catch(() => undefined), LEASE_MS / 4);
    const startedAt = this.clock.now();
    try {
      const done = await job.run(now);
      await this.finish(job.name, dueAt, token, { startedAt, done, failure: null });
    } catch (error) {
      this.log.failure(error);
      await this.finish(job.name, dueAt, token, { startedAt, done: null, failure: error instanceof Error ? error.message : String(error) });
    } finally {
      clearInterval(renewal);
    }
    return true;
  }

  private async runHere(job: Job, occurrence: number, now: Date): Promise<boolean> {
    if (this.here.get(job.name) === occurrence) return false;
    this.here.set(job.name, occurrence);
    const startedAt = this.clock.now();
    try {
      await this.report(job.name, now, { startedAt, done: await job.run(now), failure: null });
    } catch (error) {
      this.log.failure(error);
      await this.report(job.name, now, { startedAt, done: null, failure: error instanceof Error ? error.message : String(error) });
    }
    return true;
  }

  private async take(job: string, dueAt: Date, token: string, now: Date): Promise<boolean> {
    const known: { last_due_at: Date | null; lease_until: Date | null }[] = await this.dataSource.query('SELECT last_due_at, lease_until FROM job_leases WHERE job = ?', [job]);
    if (known.length === 0) await this.dataSource.query('INSERT IGNORE INTO job_leases (job) VALUES (?)', [job]);
    if (known[0]?.last_due_at && known[0].last_due_at >= dueAt) return false;
    const result: { affectedRows: number } = await this.dataSource.query(
      'UPDATE job_leases SET lease_token = ?, lease_until = ? WHERE job = ? AND (last_due_at IS NULL OR last_due_at < ?) AND (lease_until IS NULL OR lease_until < ?)',
      [token, new Date(now.getTime() + LEASE_MS), job, dueAt, now],
    );
    return result.affectedRows === 1;
  }

  private async renew(job: string, token: string): Promise<void> {
    await this.dataSource.query('UPDATE job_leases SET lease_until = ? WHERE job = ? AND lease_token = ?', [new Date(this.clock.now().getTime() + LEASE_MS), job, token]);
  }

  /** The occurrence counts as done even when it failed: the next one tries again, and the failure is on record. */
  private async finish(job: string, dueAt: Date, token: string, run: { startedAt: Date; done: number | null; failure: string | null }): Promise<void> {
    await this.dataSource.query('UPDATE job_leases SET last_due_at = ?, lease_token = NULL, lease_until = NULL WHERE job = ? AND lease_token = ?', [dueAt, job, token]);
    await this.report(job, dueAt, run);
  }

  private async report(job: string, dueAt: Date, run: { startedAt: Date; done: number | null; failure: string | null }): Promise<void> {
    if (run.done === 0 && run.failure === null) return;
    await this.dataSource.query('INSERT INTO job_runs (job, node, due_at, started_at, finished_at, done, failure) VALUES (?, ?, ?, ?, ?, ?, ?)', [
      job,
      hostname().slice(0, 64),
      dueAt,
      run.startedAt,
      this.clock.now(),
      run.done,
      run.failure?.slice(0, 1000) ?? null,
    ]);
  }
}
