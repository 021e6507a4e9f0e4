import { CleanUp } from '../../src/kernel/jobs/clean-up';
import { JobLeases } from '../../src/kernel/jobs/job-leases.queries';
import { JobNodes } from '../../src/kernel/jobs/job-nodes.queries';
import { Scheduler } from '../../src/kernel/jobs/scheduler';
import { SchedulerWatch } from '../../src/kernel/jobs/scheduler-watch';
import { timetable } from '../../src/timetable';
import { startApplication, type TestApplication } from '../support/application';
import { texts } from '../support/views';
import type { Visitor } from '../support/visitor';

// MAIL-3, REM-3: administrators see what the clock drives and whether it does, and run a job now.

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;
const PATH = '/admin/settings/jobs';

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
});
afterAll(() => test.close());

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const ago = (seconds: number): Date => new Date(test.clock.now().getTime() - seconds * 1000);

async function tick(): Promise<void> {
  await test.app.get(Scheduler).tick();
  await test.app.get(Scheduler).idle();
}

async function ran(job: string, count: number, failure: string | null = null): Promise<void> {
  const at = test.clock.now();
  for (let n = 0; n < count; n += 1) {
    await test.app.get(JobLeases).record(job, { dueAt: at, startedAt: at, finishedAt: at, done: failure ? null : n + 1, failure, askedBy: null, node: 'apollo' });
  }
}

describe('the list', () => {
  it('names every job of the timetable and says what it does, in words', async () => {
    const names = timetable(test.app).map(({ job }) => job.name);
    for (const name of names) for (const branch of ['names', 'does']) expect(texts.t('en', `jobs.${branch}.${name}`)).not.toBe(`jobs.${branch}.${name}`);
    const { text } = await admin.get(PATH);
    for (const name of names) expect(text).toContain(`href="${PATH}/${name}"`);
    expect(text).toContain('Not yet');
  });

  it('shows the last run, its failures of the last days, and the nodes', async () => {
    await tick();
    await ran('clean-up', 2, 'no table like that');
    await rows("UPDATE job_leases SET failed_at = ?, failure = 'no table like that' WHERE job = 'clean-up'", [ago(10)]);
    await test.app.get(JobNodes).seen('a'.repeat(32), 'apollo', ago(60), test.clock.now());
    const { text } = await admin.get(PATH);
    expect(text).toContain('Nothing to do');
    expect(text).toContain('2 failures');
    expect(text).toContain('no table like that');
    expect(text).toContain('apollo');
    expect(text).not.toContain('Not yet');
  });

  it('is for administrators', async () => {
    const { visitor } = await test.staff({ name: 'Bob', permissions: ['customers.view'] });
    expect((await visitor.get(PATH)).status).toBe(403);
    expect((await visitor.get(`${PATH}/clean-up`)).status).toBe(403);
    expect((await visitor.post(`${PATH}/clean-up/runs`)).status).toBe(403);
    expect(await rows('SELECT job FROM job_leases WHERE asked_at IS NOT NULL')).toEqual([]);
  });
});

describe('running one now', () => {
  it('is done once however often it is sent, is written down, and shows its result', async () => {
    await tick();
    const fields = { ...(await admin.hidden()) };
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin.post(`${PATH}/purge-trash/runs`, fields)));
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual(Array(5).fill([303, `${PATH}/purge-trash`]));
    const waiting = await admin.get(`${PATH}/purge-trash`);
    expect(waiting.text).toContain('Asked for by Ada Admin');
    expect(waiting.text).toContain('data-hx-trigger="every 1s"');
    await tick();
    await tick();
    expect(await rows("SELECT job, done, asked_by FROM job_runs WHERE job = 'purge-trash'")).toEqual([{ job: 'purge-trash', done: 0, asked_by: 'Ada Admin' }]);
    const { text } = await admin.get(`${PATH}/purge-trash`);
    expect(text).not.toContain('every 1s');
    expect(text).toContain('Asked for by Ada Admin');
    expect(await rows("SELECT actor_name, action, subject_name FROM activities WHERE subject_kind = 'job'")).toEqual([{ actor_name: 'Ada Admin', action: 'job.asked', subject_name: 'purge-trash' }]);
  });

  it('of two people at once is one run and one entry', async () => {
    const second = await test.admin();
    await Promise.all([admin, second].map((who) => who.post(`${PATH}/purge-trash/runs`)));
    await tick();
    expect(await rows("SELECT id FROM job_runs WHERE job = 'purge-trash'")).toHaveLength(1);
    expect(await rows("SELECT id FROM activities WHERE subject_kind = 'job'")).toHaveLength(1);
  });

  it('is refused without the token, and for jobs there are not', async () => {
    expect((await admin.post(`${PATH}/clean-up/runs`, { _csrf: 'x' })).status).toBe(403);
    expect((await admin.post(`${PATH}/nothing/runs`)).status).toBe(404);
    expect((await admin.get(`${PATH}/nothing`)).status).toBe(404);
    expect((await admin.get(`${PATH}/__proto__`)).status).toBe(404);
  });
});

describe('the history', () => {
  it('pages by the runs themselves, and shows failures alone', async () => {
    await ran('clean-up', 120);
    await ran('clean-up', 1, 'no table like that');
    const seen: string[] = [];
    let path: string | undefined = `${PATH}/clean-up`;
    for (let page = 0; path && page < 5; page += 1) {
      const { text }: { text: string } = await admin.get(path);
      seen.push(...[...text.matchAll(/<span class="dot[^>]*><\/span>([^<]+)/g)].map(([, result]) => result));
      path = /<a class="btn btn-sm" rel="next" href="([^"]+)"/.exec(text)?.[1].replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(['Failed', ...Array.from({ length: 120 }, (_, at) => `${120 - at} done`)]);
    const { text } = await admin.get(`${PATH}/clean-up?show=failed`);
    expect(text).toContain('no table like that');
    expect(text).not.toContain('120 done');
    expect((await admin.get(`${PATH}/clean-up?show=failed&before=x&before=y`)).status).toBe(200);
  });

  it('is kept for thirty days', async () => {
    await ran('clean-up', 3);
    await test.app.get(JobNodes).seen('a'.repeat(32), 'apollo', ago(60), test.clock.now());
    await test.app.get(CleanUp).run(new Date(test.clock.now().getTime() + 29 * 86_400_000));
    expect(await rows('SELECT id FROM job_runs')).toHaveLength(3);
    expect(await rows('SELECT id FROM job_nodes')).toHaveLength(0);
    await test.app.get(CleanUp).run(new Date(test.clock.now().getTime() + 31 * 86_400_000));
    expect(await rows('SELECT id FROM job_runs')).toHaveLength(0);
  });
});

describe('the notice on every page', () => {
  const look = () => test.app.get(SchedulerWatch).look();
  const SILENT = 'Scheduled jobs are not running';

  beforeEach(async () => {
    await tick();
    test.clock.set(new Date(test.clock.now().getTime() + 600_000));
  });
  afterEach(async () => {
    test.clock.set(null);
    await look();
  });

  it('comes when no node has been heard of for two minutes, for administrators alone', async () => {
    await test.app.get(JobNodes).seen('a'.repeat(32), 'apollo', ago(300), ago(121));
    expect(await look()).toEqual({ kind: 'silent', since: ago(121) });
    expect((await admin.get('/admin')).text).toContain(SILENT);
    expect((await admin.get('/admin/staff')).text).toContain(SILENT);
    const { visitor } = await test.staff({ name: 'Bob', permissions: ['customers.view'] });
    expect((await visitor.get('/admin')).text).not.toContain(SILENT);
    await test.app.get(JobNodes).seen('a'.repeat(32), 'apollo', ago(300), ago(100));
    await tick();
    expect(await look()).toBeNull();
    expect((await admin.get('/admin')).text).not.toContain(SILENT);
  });

  it('comes when there never was one', async () => {
    expect(await look()).toEqual({ kind: 'silent', since: null });
  });

  it('names a job that is late by more than three times and a minute, unless it is at work', async () => {
    await tick();
    await test.app.get(JobNodes).seen('a'.repeat(32), 'apollo', ago(300), test.clock.now());
    const due = (seconds: number) => rows("UPDATE job_leases SET last_due_at = ?, finished_at = last_due_at, lease_until = NULL WHERE job = 'end-impersonations'", [ago(seconds)]);
    await due(295);
    expect(await look()).toBeNull();
    await due(301);
    expect(await look()).toEqual({ kind: 'late', name: 'jobs.names.end-impersonations', since: ago(301) });
    expect((await admin.get('/admin')).text).toContain('“End log-ins as client” is late');
    await rows("UPDATE job_leases SET lease_until = ? WHERE job = 'end-impersonations'", [ago(-30)]);
    expect(await look()).toBeNull();
  });

  it('gives a node that has just come a minute to make up for what was missed', async () => {
    await rows('UPDATE job_leases SET last_due_at = ?', [ago(6 * 3600)]);
    await test.app.get(JobNodes).seen('a'.repeat(32), 'apollo', ago(30), test.clock.now());
    expect(await look()).toBeNull();
  });
});
