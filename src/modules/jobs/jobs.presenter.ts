import type { Message } from '../../kernel/i18n/message';
import { latestOccurrence, type TimetableEntry } from '../../kernel/jobs/job';
import type { JobStanding } from '../../kernel/jobs/job-leases.queries';
import type { JobNode } from '../../kernel/jobs/job-nodes.queries';
import { isLate, SILENT_AFTER_MS } from '../../kernel/jobs/scheduler-watch';
import { withQuery } from '../../kernel/views/address';
import { FAILURES_COUNTED, type RunRow } from './jobs.queries';

export const RUNS_SHOWN = 50;
export const FAILURE_DAYS = 7;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One job as the list and its own page show it. */
export function jobLine(entry: TimetableEntry, standing: JobStanding | null, failures: number, now: Date) {
  const { job: { name: job }, everyNode = false } = entry;
  const running = standing?.leaseUntil && standing.leaseUntil > now ? standing.startedAt : null;
  const next = new Date(latestOccurrence(entry, now).getTime() + entry.everySeconds * SECOND);
  return {
    job, everyNode, name: `jobs.names.${job}`, does: `jobs.does.${job}`, every: howOften(entry.everySeconds),
    last: standing?.finishedAt ? { at: standing.finishedAt, ...outcome(standing.tookMs ?? 0, standing.done), failed: standing.done === null, node: standing.node } : null,
    failures: failures >= FAILURES_COUNTED ? { key: 'jobs.failuresMany', params: { count: failures } } : failures > 0 ? { key: 'jobs.failures', params: { count: failures } } : null,
    failedAt: standing?.failedAt ?? null, failure: standing?.failure ?? '',
    late: standing ? isLate(entry, standing, now) : false,
    next: entry.everySeconds * SECOND <= MINUTE ? null : next,
    askedAt: standing?.askedAt ?? null, askedBy: standing?.askedBy ?? '',
    // What runs each second is nearly always running; that tells nobody anything.
    runningSince: running && now.getTime() - running.getTime() > SECOND ? running : null,
  };
}

/** A process that runs the timetable; those that stopped or fell silent say so. */
export function nodeLine({ node, startedAt, seenAt, stoppedAt }: JobNode, now: Date) {
  const state = stoppedAt ? 'stopped' : now.getTime() - seenAt.getTime() > SILENT_AFTER_MS ? 'silent' : 'running';
  return { node, startedAt, seenAt, state: `jobs.nodeStates.${state}`, tone: { stopped: '', silent: 'bad', running: 'ok' }[state] };
}

/** The history of a job. @param rows one more than a page when there is another page */
export function historyPage(job: string, rows: readonly RunRow[], { failedOnly, before }: { failedOnly: boolean; before: string | null }) {
  const path = `/admin/settings/jobs/${job}`;
  const shown = rows.slice(0, RUNS_SHOWN);
  const show = failedOnly ? 'failed' : null;
  return {
    none: failedOnly ? 'jobs.noFailures' : 'jobs.noRuns',
    tabs: [{ key: 'all', show: null }, { key: 'failed', show: 'failed' }].map(({ key, show: value }) => ({ label: `jobs.tabs.${key}`, href: withQuery(path, { show: value }), current: value === show })),
    runs: shown.map((row) => ({
      ...outcome(row.finishedAt.getTime() - row.startedAt.getTime(), row.done), at: row.startedAt, failure: row.failure ?? '', failed: row.failure !== null, node: row.node, askedBy: row.askedBy ?? '',
      late: row.askedBy === null && row.startedAt.getTime() - row.dueAt.getTime() > 5 * MINUTE ? row.dueAt : null,
    })),
    first: before ? withQuery(path, { show }) : '',
    next: rows.length > RUNS_SHOWN ? withQuery(path, { show, before: shown[shown.length - 1].id }) : '',
  };
}

function outcome(tookMs: number, done: number | null): { took: Message; did: Message } {
  return { took: duration(tookMs), did: done === null ? { key: 'jobs.failed' } : done === 0 ? { key: 'jobs.nothingToDo' } : { key: 'jobs.done', params: { count: done } } };
}

function howOften(seconds: number): Message {
  if (seconds % 86_400 === 0) return { key: 'jobs.every.days', params: { count: seconds / 86_400 } };
  if (seconds % 3600 === 0) return { key: 'jobs.every.hours', params: { count: seconds / 3600 } };
  return seconds % 60 === 0 ? { key: 'jobs.every.minutes', params: { count: seconds / 60 } } : { key: 'jobs.every.seconds', params: { count: seconds } };
}

function duration(ms: number): Message {
  if (ms < SECOND) return { key: 'jobs.took.milliseconds', params: { count: ms } };
  if (ms < 2 * MINUTE) return { key: 'jobs.took.seconds', params: { count: Math.round(ms / 100) / 10 } };
  return ms < 2 * HOUR ? { key: 'jobs.took.minutes', params: { count: Math.round(ms / MINUTE) } } : { key: 'jobs.took.hours', params: { count: Math.round(ms / (HOUR / 10)) / 10 } };
}

/** From when failures are counted. */
export function failuresSince(now: Date): Date {
  return new Date(now.getTime() - FAILURE_DAYS * DAY);
}
