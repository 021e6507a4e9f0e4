import { setTimeout as pause } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApplication } from '../../src/application';
import type { Job, TimetableEntry } from '../../src/kernel/jobs/job';
import { JobLeases } from '../../src/kernel/jobs/job-leases.queries';
import { Scheduler } from '../../src/kernel/jobs/scheduler';
import { Timetable } from '../../src/kernel/jobs/timetable';
import { Log } from '../../src/kernel/log/log';
import { startApplication, type TestApplication } from '../support/application';

// F1, F9, F12: what the clock drives happens once, on however many nodes, and what was missed is made up for by one run.

let test: TestApplication & { reset(): Promise<void> };
let other: NestExpressApplication;
const NOW = new Date('2026-11-22T10:30:00Z');

beforeAll(async () => {
  test = await startApplication();
  other = await createApplication(test.config, new Log('silent'), test.clock);
});
beforeEach(async () => {
  await test.reset();
  test.clock.set(NOW);
});
afterAll(async () => {
  await other.close();
  await test.close();
});

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);

/** A job that keeps when it ran, and does what `work` says. */
class Probe implements Job {
  readonly runs: Date[] = [];
  constructor(readonly name: string, private readonly work: (now: Date) => Promise<number> = async () => 0) {}
  run(now: Date): Promise<number> {
    this.runs.push(now);
    return this.work(now);
  }
}

/** Both nodes look once, at the same moment, `times` times. */
async function tick(entry: TimetableEntry, times = 1): Promise<void> {
  const nodes = [test.app, other];
  for (const node of nodes) node.get(Timetable).set([entry]);
  for (let at = 0; at < times; at += 1) {
    await Promise.all(nodes.map((node) => node.get(Scheduler).tick()));
    await Promise.all(nodes.map((node) => node.get(Scheduler).idle()));
  }
}
const later = (seconds: number): void => test.clock.set(new Date(test.clock.now().getTime() + seconds * 1000));

it('runs each occurrence on one of several nodes', async () => {
  const job = new Probe('once');
  await tick({ job, everySeconds: 60 }, 5);
  expect(job.runs).toHaveLength(1);
  later(60);
  await tick({ job, everySeconds: 60 }, 5);
  expect(job.runs).toHaveLength(2);
});

it('runs on every node what shares the work by itself', async () => {
  const job = new Probe('everywhere');
  await tick({ job, everySeconds: 60, everyNode: true }, 3);
  expect(job.runs).toHaveLength(2);
});

it('makes up for six hours off with one run of an hourly job (F9)', async () => {
  const job = new Probe('hourly');
  await tick({ job, everySeconds: 3600 });
  later(6 * 3600);
  await tick({ job, everySeconds: 3600 }, 3);
  expect(job.runs).toHaveLength(2);
});

it('loses nothing while the process is busy (F12)', async () => {
  const due = Array.from({ length: 30 }, (_, at) => Date.now() + at * 100);
  const done: number[] = [];
  const job = new Probe('busy', async (now) => {
    const ready = due.filter((instant) => instant <= now.getTime() && !done.includes(instant));
    done.push(...ready);
    return ready.length;
  });
  test.clock.set(null);
  test.app.get(Timetable).set([{ job, everySeconds: 1 }]);
  const scheduler = test.app.get(Scheduler);
  await scheduler.start();
  const until = Date.now() + 3000;
  while (Date.now() < until) void 0;
  while (done.length < due.length) await pause(100);
  test.app.get(Timetable).set([]);
  await scheduler.idle();
  expect(done.toSorted()).toEqual(due);
});

it('counts a failed occurrence as run, keeps the failure, and tries again at the next', async () => {
  const job = new Probe('fails', async () => Promise.reject(new Error('disk full')));
  await tick({ job, everySeconds: 60 }, 3);
  expect(await rows('SELECT job, done, failed, failure FROM job_runs')).toEqual([{ job: 'fails', done: null, failed: 1, failure: 'disk full' }]);
  const calm = new Probe('fails');
  later(60);
  await tick({ job: calm, everySeconds: 60 });
  expect(calm.runs).toHaveLength(1);
  expect((await test.app.get(JobLeases).all()).get('fails')).toMatchObject({ done: 0, failure: 'disk full', failedAt: NOW });
});

it('takes over when a node dies in the middle, once its lease has run out', async () => {
  const job = new Probe('orphan');
  await rows('INSERT INTO job_leases (job, lease_token, lease_until) VALUES (?, ?, ?)', ['orphan', 'f'.repeat(32), new Date(NOW.getTime() + 60_000)]);
  await tick({ job, everySeconds: 3600 });
  expect(job.runs).toHaveLength(0);
  later(61);
  await tick({ job, everySeconds: 3600 });
  expect(job.runs).toHaveLength(1);
});

describe('the last run', () => {
  it('is known without a row of history when there was nothing to do', async () => {
    await tick({ job: new Probe('idle'), everySeconds: 60 });
    expect((await test.app.get(JobLeases).all()).get('idle')).toMatchObject({ lastDueAt: NOW, startedAt: NOW, finishedAt: NOW, done: 0, tookMs: 0, leaseUntil: null });
    expect(await rows('SELECT id FROM job_runs')).toEqual([]);
  });

  it('of a job of every node is written down at most once a minute when there is nothing to do', async () => {
    const job = new Probe('everywhere');
    const at = async () => (await test.app.get(JobLeases).all()).get('everywhere')?.finishedAt;
    test.app.get(Timetable).set([{ job, everySeconds: 5, everyNode: true }]);
    const own = async (): Promise<void> => {
      await test.app.get(Scheduler).tick();
      await test.app.get(Scheduler).idle();
    };
    later(7200);
    const first = test.clock.now();
    await own();
    later(5);
    await own();
    expect(job.runs).toHaveLength(2);
    expect(await at()).toEqual(first);
    later(60);
    await own();
    expect(await at()).toEqual(test.clock.now());
  });
});

describe('what somebody asks for', () => {
  const ask = (job: string): Promise<boolean> => test.app.get(JobLeases).ask(test.dataSource.manager, job, 'Ada', test.clock.now());

  it.each([[undefined], [true as const]])('runs once on several nodes, and is kept with who asked (every node: %s)', async (everyNode) => {
    const job = new Probe('wanted');
    const entry: TimetableEntry = { job, everySeconds: 86_400, ...(everyNode && { everyNode }) };
    await tick(entry);
    const before = job.runs.length;
    expect(await ask('wanted')).toBe(true);
    expect(await ask('wanted')).toBe(false);
    await tick(entry, 4);
    expect(job.runs).toHaveLength(before + 1);
    expect(await rows('SELECT done, asked_by FROM job_runs')).toEqual([{ done: 0, asked_by: 'Ada' }]);
    expect((await test.app.get(JobLeases).all()).get('wanted')).toMatchObject({ askedAt: null, askedBy: null });
  });

  it('while the job runs is done afterwards', async () => {
    let asked: boolean | null = null;
    const job = new Probe('long', async () => {
      asked ??= await ask('long');
      return 0;
    });
    await tick({ job, everySeconds: 86_400 });
    expect(asked).toBe(true);
    await tick({ job, everySeconds: 86_400 }, 3);
    expect(job.runs).toHaveLength(2);
  });
});
