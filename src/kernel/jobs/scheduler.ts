import { hostname } from 'node:os';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { schedule, type ScheduledTask } from 'node-cron';
import { randomHex } from '../auth/digest';
import { Clock } from '../clock/clock';
import { Draining } from '../health/draining';
import { Log } from '../log/log';
import { latestOccurrence, type Job, type TimetableEntry } from './job';
import { JobLeases, type JobRun, type JobStanding } from './job-leases.queries';
import { JobNodes } from './job-nodes.queries';
import { Timetable } from './timetable';

const LEASE_MS = 60_000;
/** How often a node says that it is there. */
const SEEN_EVERY_MS = 30_000;
/** How often a run that did nothing is written down for jobs of every node. */
const TOLD_EVERY_MS = 60_000;

/**
 * Runs the timetable. node-cron only ticks; what is due is decided in the database: an occurrence is taken by one
 * node through a conditional update, missed ones are made up for by one run (security.md, F1, F9). Each tick looks once
 * at all jobs; what was looked at late, because the process was busy, is simply due (F12).
 */
@Injectable()
export class Scheduler implements BeforeApplicationShutdown {
  private task: ScheduledTask | null = null;
  private readonly id = randomHex(16);
  private readonly node = hostname().slice(0, 64);
  private startedAt: Date | null = null;
  private seenAt = 0;
  private looking: Promise<void> | null = null;
  private readonly running = new Map<string, Promise<void>>();
  /** Of jobs that run on every node: the last occurrence that ran here, and when that was written down last. */
  private readonly here = new Map<string, number>();
  private readonly told = new Map<string, number>();

  constructor(
    private readonly timetable: Timetable,
    private readonly leases: JobLeases,
    private readonly nodes: JobNodes,
    private readonly clock: Clock,
    private readonly draining: Draining,
    private readonly log: Log,
  ) {}

  /** Begins to tick each second; the first page shown already knows that this node is there. */
  async start(): Promise<void> {
    await this.sayHere(this.clock.now());
    const look = (): void => {
      this.looking ??= this.tick().then(() => undefined, (error: unknown) => this.log.failure(error)).finally(() => (this.looking = null));
    };
    // A missed tick is nothing to warn of: the next one finds what is due.
    this.task = schedule('* * * * * *', look, { suppressMissedWarning: true });
  }

  /** Before, since the database is closed in the next step: what runs here must still be able to write down its end. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.destroy();
    await this.looking;
    await Promise.all(this.running.values());
    if (this.startedAt) await this.nodes.stopped(this.id, this.clock.now()).catch((error: unknown) => this.log.failure(error));
  }

  /** Looks at every job and begins what is due; `idle` waits for it. @returns the names of what began here. */
  async tick(): Promise<string[]> {
    if (this.draining.begun) return [];
    const now = this.clock.now();
    if (this.startedAt && now.getTime() - this.seenAt >= SEEN_EVERY_MS) await this.sayHere(now);
    const standings = await this.leases.all();
    const begun: string[] = [];
    for (const entry of this.timetable.entries()) {
      const { name } = entry.job;
      if (this.running.has(name) || this.draining.begun) continue;
      const work = await this.begin(entry, standings.get(name) ?? null, now);
      if (!work) continue;
      begun.push(name);
      this.running.set(name, work().catch((error: unknown) => this.log.failure(error)).finally(() => this.running.delete(name)));
    }
    return begun;
  }

  /** Resolves when nothing runs here any more. */
  async idle(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private async sayHere(now: Date): Promise<void> {
    this.startedAt ??= now;
    await this.nodes.seen(this.id, this.node, this.startedAt, now);
    this.seenAt = now.getTime();
  }

  /** Takes what is due of `entry`. @returns its work; null when nothing is due, or another node has it. */
  private async begin(entry: TimetableEntry, standing: JobStanding | null, now: Date): Promise<(() => Promise<void>) | null> {
    const { job, everyNode } = entry;
    const latest = latestOccurrence(entry, now);
    if (!standing) await this.leases.make(job.name);
    const free = !standing?.leaseUntil || standing.leaseUntil < now;
    const askedAt = standing?.askedAt ?? null;
    if (everyNode && !(askedAt && free)) return this.here.get(job.name) === latest.getTime() ? null : () => this.runHere(job, latest, now);
    if (!free || (!askedAt && standing?.lastDueAt && standing.lastDueAt >= latest)) return null;
    const dueAt = everyNode ? null : latest;
    const token = randomHex(16);
    if (!(await this.leases.take(job.name, dueAt, { token, until: new Date(now.getTime() + LEASE_MS), now }))) return null;
    return () => this.runTaken(job, token, { dueAt, askedAt, askedBy: standing?.askedBy ?? null }, now);
  }

  private async runTaken(job: Job, token: string, cause: { dueAt: Date | null; askedAt: Date | null; askedBy: string | null }, now: Date): Promise<void> {
    const renewal = setInterval(() => void this.leases.renew(job.name, token, new Date(this.clock.now().getTime() + LEASE_MS)).catch(() => undefined), LEASE_MS / 4);
    try {
      const run = await this.run(job, cause.dueAt ?? now, cause.askedBy, now);
      await this.leases.finish(job.name, token, cause, run);
      if (run.failure !== null || run.done !== 0 || cause.askedAt) await this.leases.record(job.name, run);
    } finally {
      clearInterval(renewal);
    }
  }

  private async runHere(job: Job, latest: Date, now: Date): Promise<void> {
    this.here.set(job.name, latest.getTime());
    const run = await this.run(job, latest, null, now);
    const idle = run.failure === null && run.done === 0;
    if (idle && now.getTime() - (this.told.get(job.name) ?? 0) < TOLD_EVERY_MS) return;
    this.told.set(job.name, now.getTime());
    await this.leases.tell(job.name, run);
    if (!idle) await this.leases.record(job.name, run);
  }

  private async run(job: Job, dueAt: Date, askedBy: string | null, now: Date): Promise<JobRun> {
    const startedAt = this.clock.now();
    const { done, failure } = await Promise.resolve().then(() => job.run(now)).then(
      (count) => ({ done: count, failure: null }),
      (error: unknown) => {
        this.log.failure(error);
        return { done: null, failure: error instanceof Error ? error.message : String(error) };
      },
    );
    return { dueAt, startedAt, finishedAt: this.clock.now(), done, failure, askedBy, node: this.node };
  }
}
