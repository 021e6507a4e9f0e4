import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock/clock';
import type { TimetableEntry } from './job';
import { JobLeases, type JobStanding } from './job-leases.queries';
import { JobNodes, type JobNode } from './job-nodes.queries';
import { Timetable } from './timetable';

const LOOK_EVERY_MS = 15_000;
/** No node has been heard of for so long: nothing is reminded, mailed or cleaned. */
export const SILENT_AFTER_MS = 120_000;
/** A job is late once it has missed so many occurrences and a minute more. */
const MISSED = 3;
const MINUTE = 60_000;

/** Why what the clock drives does not happen. */
export type SchedulerProblem =
  /** No process runs the timetable. `since`: when one was heard of last; null: never. */
  | { readonly kind: 'silent'; readonly since: Date | null }
  /** One does, but the job with this name (key of the language files) has not run. `since`: its last run. */
  | { readonly kind: 'late'; readonly name: string; readonly since: Date };

/**
 * Looks whether the timetable is run at all, for the notice that administrators see on every page (REM-3). Each process
 * looks now and then, so that pages cost nothing.
 */
@Injectable()
export class SchedulerWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private found: SchedulerProblem | null = null;
  private timer: NodeJS.Timeout | null = null;
  private begunAt: Date;

  constructor(
    private readonly timetable: Timetable,
    private readonly leases: JobLeases,
    private readonly nodes: JobNodes,
    private readonly clock: Clock,
  ) {
    this.begunAt = clock.now();
  }

  onApplicationBootstrap(): void {
    this.begunAt = this.clock.now();
    this.timer = setInterval(() => void this.look().catch(() => undefined), LOOK_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** What was found at the last look. */
  problem(): SchedulerProblem | null {
    return this.found;
  }

  /** Looks now. */
  async look(): Promise<SchedulerProblem | null> {
    const [standings, latest] = await Promise.all([this.leases.all(), this.nodes.latest()]);
    const now = this.clock.now();
    this.found = silence(latest, this.begunAt, now) ?? lateJob(this.timetable.entries(), standings, latest, now);
    return this.found;
  }
}

/** @param begunAt start of the process that asks: it gives the others time to say that they are there. */
function silence(latest: JobNode | null, begunAt: Date, now: Date): SchedulerProblem | null {
  const heard = Math.max(latest?.seenAt.getTime() ?? 0, begunAt.getTime());
  return now.getTime() - heard > SILENT_AFTER_MS ? { kind: 'silent', since: latest?.seenAt ?? null } : null;
}

/** The first job that is late, once a node has had a minute to make up for what was missed. */
function lateJob(entries: readonly TimetableEntry[], standings: ReadonlyMap<string, JobStanding>, latest: JobNode | null, now: Date): SchedulerProblem | null {
  if (!latest || now.getTime() - latest.startedAt.getTime() < MINUTE) return null;
  for (const entry of entries) {
    const standing = standings.get(entry.job.name);
    if (standing?.lastDueAt && isLate(entry, standing, now)) return { kind: 'late', name: `jobs.names.${entry.job.name}`, since: standing.finishedAt ?? standing.lastDueAt };
  }
  return null;
}

/** Whether `entry` should have run long since. What is under way is not late, however long it takes. */
export function isLate(entry: TimetableEntry, { lastDueAt, leaseUntil }: JobStanding, now: Date): boolean {
  if (!lastDueAt || entry.everyNode || (leaseUntil && leaseUntil > now)) return false;
  return now.getTime() - lastDueAt.getTime() > (MISSED + 1) * entry.everySeconds * 1000 + MINUTE;
}
