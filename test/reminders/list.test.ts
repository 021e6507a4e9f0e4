import { CleanUp } from '../../src/kernel/jobs/clean-up';
import { startApplication, type TestApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';

// REM-1: one's own reminders of all customers; several done or put off at once, and taken back.

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;
let me: string;
let acme: string;
/** A Saturday, ten in the morning in Berlin. */
const NOW = new Date('2026-11-21T09:00:00Z');
const PATH = '/admin/reminders';

beforeAll(async () => { test = await startApplication(); });
beforeEach(async () => {
  await test.reset();
  await test.dataSource.query("UPDATE staff SET time_zone = 'Europe/Berlin'");
  admin = await test.admin();
  me = String((await rows<{ id: string }>('SELECT id FROM staff'))[0].id);
  acme = await aCustomer(test);
  test.clock.set(NOW);
});
afterAll(() => test.close());

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const hours = (n: number): Date => new Date(NOW.getTime() + n * 3_600_000);

/** One that comes once, so many hours from now; in the past it has been delivered. */
async function remind(body: string, inHours: number, { staff = me, customer = acme, zone = 'Europe/Berlin' } = {}): Promise<string> {
  const at = hours(inHours);
  const columns = inHours <= 0 ? { open_at: at, next_at: null, next_local: null } : { open_at: null, next_at: at, next_local: at };
  const values = { customer_id: customer, staff_id: staff, body, zone, starts_local: at, ...columns, created_at: NOW, updated_at: NOW };
  const result: { insertId: string } = await test.dataSource.query(`INSERT INTO reminders (${Object.keys(values).join(', ')}) VALUES (${Object.keys(values).map(() => '?').join(', ')})`, Object.values(values));
  const id = String(result.insertId);
  if (inHours <= 0) await rows('INSERT INTO reminder_occurrences (reminder_id, staff_id, due_at, delivered_at) VALUES (?, ?, ?, ?)', [id, staff, at, at]);
  return id;
}

/** Texts of the lines, in order. */
async function lines(path = PATH, who = admin): Promise<string[]> {
  const { status, text } = await who.get(path);
  expect(status).toBe(200);
  return [...text.matchAll(/class="b(?: hit)? clamp"[^>]*>([^<]*)</g)].map(([, body]) => body);
}
const snapshot = () => rows('SELECT id, state, open_at, open_late, snoozed_until, next_at, next_local FROM reminders ORDER BY id');
/** Where the flash takes back what was done. */
const undoOf = async (): Promise<string> => /action="(\/admin\/reminders\/undo\/[0-9a-f]{32})"/.exec((await admin.get(PATH)).text)?.[1] ?? '';

describe('the list', () => {
  it('stands in sections by the reader\'s own day', async () => {
    await remind('late', -20);
    await remind('tonight', 13.9); // 23:54 in Berlin
    await remind('tomorrow', 14.1); // 00:06
    await remind('someone else\'s', -1, { staff: (await test.staff({ name: 'Bob' })).id });
    expect(await lines()).toEqual(['late', 'tonight', 'tomorrow']);
    expect(await lines(`${PATH}?tab=overdue`)).toEqual(['late']);
    expect(await lines(`${PATH}?tab=today`)).toEqual(['tonight']);
    expect(await lines(`${PATH}?tab=upcoming`)).toEqual(['tomorrow']);
    await rows("UPDATE staff SET time_zone = 'Europe/Lisbon' WHERE id = ?", [me]);
    expect(await lines(`${PATH}?tab=today`)).toEqual(['tonight', 'tomorrow']);
    expect(await lines(`${PATH}?tab=done`)).toEqual([]);
  });

  it('pages by the reminders themselves, so that new ones shift nothing', async () => {
    const at = [...Array.from({ length: 130 }, (_, n) => Math.floor(n / 3) + 1)];
    for (const [n, hour] of at.entries()) await remind(`r${n}`, hour);
    const first = await admin.get(PATH);
    await remind('new', 0.5);
    const seen = [...(await lines())].slice(1, 1);
    let path: string | undefined = PATH;
    let text = first.text;
    for (let page = 0; path && page < 9; page += 1) {
      seen.push(...[...text.matchAll(/class="b hit clamp"[^>]*>([^<]*)</g)].map(([, body]) => body));
      path = /rel="next" href="([^"]+)"/.exec(text)?.[1].replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
      if (path) ({ text } = await admin.get(path));
    }
    expect(seen).toEqual(at.map((_, n) => `r${n}`));
  });

  it('finds words of the text and of the customer', async () => {
    await remind('call about the offer', 1);
    await remind('write', 2, { customer: await aCustomer(test, { companyName: 'Müller & Söhne' }) });
    expect(await lines(`${PATH}?q=offer`)).toEqual(['call about the offer']);
    expect(await lines(`${PATH}?q=acme+call`)).toEqual(['call about the offer']);
    expect(await lines(`${PATH}?q=sohne`)).toEqual(['write']);
    expect(await lines(`${PATH}?q=%25`)).toEqual([]);
    expect((await admin.get(`${PATH}?q=nothing`)).text).toContain('No reminder is found for');
  });

  it('of a colleague is for administrators alone', async () => {
    const bob = await test.staff({ name: 'Bob', permissions: ['customers.view', 'customers.edit'] });
    await remind('bob\'s', 1, { staff: bob.id });
    await remind('mine', 1);
    expect(await lines(`${PATH}?staff=${bob.id}`)).toEqual(['bob&#x27;s']);
    expect(await lines(PATH, bob.visitor)).toEqual(['bob&#x27;s']);
    expect((await bob.visitor.get(`${PATH}?staff=${me}`)).status).toBe(404);
    expect((await admin.get(`${PATH}?staff=999999`)).status).toBe(404);
    expect((await test.visitor().get(PATH)).status).toBe(303);
  });

  it('shows nothing of customers that one may no longer see', async () => {
    const carla = await test.staff({ name: 'Carla' });
    await anAdminOf(test, acme, carla.id);
    const other = await aCustomer(test, { companyName: 'Other' });
    await remind('seen', -1, { staff: carla.id });
    await remind('unseen', -1, { staff: carla.id, customer: other });
    expect(await lines(PATH, carla.visitor)).toEqual(['seen']);
    const unseen = await rows<{ id: string }>("SELECT id FROM reminders WHERE body = 'unseen'");
    await carla.visitor.post(`${PATH}/actions`, { do: 'done', ids: [String(unseen[0].id)] });
    expect(await rows("SELECT state FROM reminders WHERE body = 'unseen'")).toEqual([{ state: 'open' }]);
  });

  it('rests while a customer is inactive or in the trash', async () => {
    await remind('paused', -1);
    await rows('UPDATE reminders SET paused = 1');
    expect(await lines()).toEqual([]);
    await rows('UPDATE reminders SET paused = 0, deleted_at = ?', [NOW]);
    expect(await lines()).toEqual([]);
  });

  it('takes any address', async () => {
    for (const query of ['tab=x&after=1', 'after=99999999999999.1', 'tab=done&after=1.1&after=2', 'staff=x', 'q[]=1', `q=${'a'.repeat(5000)}`]) expect((await admin.get(`${PATH}?${query}`)).status).toBe(200);
  });
});

describe('several at once', () => {
  it('are done, stand under Done, and are taken back whole', async () => {
    const ids = [await remind('a', -3), await remind('b', -2), await remind('c', 5)];
    const before = await snapshot();
    const { status, headers } = await admin.post(`${PATH}/actions`, { do: 'done', ids, back: `${PATH}?tab=overdue` });
    expect([status, headers.location]).toEqual([303, `${PATH}?tab=overdue`]);
    const shown = await admin.get(PATH);
    expect(shown.text).toContain('3 reminders done.');
    expect(await lines(`${PATH}?tab=done`)).toEqual(['c', 'b', 'a']);
    await admin.post(/action="(\/admin\/reminders\/undo\/[0-9a-f]{32})"/.exec(shown.text)?.[1] ?? '');
    expect(await snapshot()).toEqual(before);
    expect((await rows<{ action: string }>("SELECT action FROM activities WHERE subject_kind = 'reminder' ORDER BY id")).map(({ action }) => action)).toEqual([...Array(3).fill('reminder.done'), ...Array(3).fill('reminder.reopened')]);
  });

  it.each([['tomorrow', '2026-11-22T08:00:00.000Z'], ['monday', '2026-11-23T08:00:00.000Z'], ['hour', '2026-11-21T10:00:00.000Z']])('are put off until %s in the zone of whom they remind, and taken back', async (how, until) => {
    const ids = [await remind('a', -3), await remind('b', 5)];
    const before = await snapshot();
    await admin.post(`${PATH}/actions`, { do: how, ids });
    expect((await rows<{ snoozed_until: Date }>('SELECT snoozed_until FROM reminders')).map(({ snoozed_until: at }) => at.toISOString())).toEqual([until, until]);
    await admin.post(await undoOf());
    expect(await snapshot()).toEqual(before);
  });

  it('are put off until a date, which is asked for', async () => {
    const ids = [await remind('a', -3), await remind('b', 5)];
    const asked = await admin.post(`${PATH}/actions`, { do: 'date', ids });
    expect(asked.status).toBe(200);
    for (const id of ids) expect(asked.text).toContain(`name="ids" value="${id}"`);
    const past = await admin.post(`${PATH}/actions`, { do: 'date', ids, date: '2026-11-20', time: '09:00' });
    expect(past.status).toBe(422);
    expect(past.text).toContain('This time has passed');
    expect((await admin.post(`${PATH}/actions`, { do: 'date', ids, date: '2026-13-01', time: '09:00' })).status).toBe(422);
    expect((await admin.post(`${PATH}/actions`, { do: 'date', ids, date: '2026-12-01', time: '07:30' })).status).toBe(303);
    expect(await rows('SELECT DISTINCT snoozed_until FROM reminders')).toEqual([{ snoozed_until: new Date('2026-12-01T06:30:00Z') }]);
  });

  it('leave those alone that are gone or done, and say so', async () => {
    const ids = [await remind('a', -3), await remind('b', -2), '999999999'];
    await admin.post(`${PATH}/actions`, { one: `done.${ids[1]}` });
    await admin.post(`${PATH}/actions`, { do: 'done', ids });
    expect((await admin.get(PATH)).text).toContain('1 reminder done; 2 left as they were.');
    await admin.post(`${PATH}/actions`, { do: 'done', ids });
    expect((await admin.get(PATH)).text).toContain('Nothing was changed');
    await admin.post(`${PATH}/actions`, { do: 'done' });
    expect((await admin.get(PATH)).text).toContain('Nothing was selected');
    const wrongs: Fields[] = [{ do: 'x', ids }, { one: 'x.1' }, { one: 'done.0' }, { do: 'done', ids: ['x'] }];
    for (const wrong of wrongs) expect((await admin.post(`${PATH}/actions`, wrong)).status).toBe(303);
  });

  it('happen once however often they are sent, and come back to this site alone', async () => {
    const id = await remind('a', -3);
    const fields = { ...(await admin.hidden()), one: `done.${id}`, back: '//evil.example/x' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin.post(`${PATH}/actions`, fields)));
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual(Array(5).fill([303, PATH]));
    expect(await rows('SELECT id FROM reminder_occurrences')).toHaveLength(1);
    expect(await rows('SELECT id FROM reminder_undos')).toHaveLength(1);
  });

  it('of what changed since stay as they are when the rest is taken back', async () => {
    const ids = [await remind('a', -3), await remind('b', -2)];
    await admin.post(`${PATH}/actions`, { do: 'tomorrow', ids });
    const undo = await undoOf();
    await admin.post(`${PATH}/actions`, { one: `done.${ids[0]}` });
    await admin.get(PATH);
    await admin.post(undo);
    expect((await admin.get(PATH)).text).toContain('1 reminder is as it was before; 1 changed since and stay.');
    expect(await rows('SELECT state, open_at IS NULL AS closed FROM reminders ORDER BY id')).toEqual([{ state: 'done', closed: 1 }, { state: 'open', closed: 0 }]);
    expect((await admin.post(undo)).status).toBe(404);
  });

  it('are taken back by whoever did them alone, within a day', async () => {
    const id = await remind('a', -3);
    const bob = await test.staff({ name: 'Bob', permissions: ['customers.view', 'customers.edit'] });
    await admin.post(`${PATH}/actions`, { one: `done.${id}` });
    const undo = await undoOf();
    expect((await bob.visitor.post(undo)).status).toBe(404);
    await test.app.get(CleanUp).run(hours(25));
    expect((await admin.post(undo)).status).toBe(404);
    expect(await rows('SELECT state FROM reminders')).toEqual([{ state: 'done' }]);
  });

  it('by two at once end as one of them said', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, n) => remind(`r${n}`, -n)));
    const second = await test.admin();
    await Promise.all([admin.post(`${PATH}/actions`, { do: 'done', ids }), second.post(`${PATH}/actions`, { do: 'done', ids: ids.toReversed() })]);
    expect(await rows('SELECT id FROM reminder_occurrences')).toHaveLength(6);
    expect(await rows("SELECT id FROM activities WHERE action = 'reminder.done'")).toHaveLength(6);
  });
});

describe('a new one', () => {
  it('begins with its customer, of those one may see', async () => {
    expect((await admin.get(`${PATH}/new`)).status).toBe(200);
    expect((await admin.get(`${PATH}/new?q=acme`)).text).toContain(`href="/admin/customers/${acme}/reminders/new"`);
    const carla = await test.staff({ name: 'Carla', permissions: ['customers.create'] });
    expect((await carla.visitor.get(`${PATH}/new?q=acme`)).text).toContain('No active customer is found');
  });
});
