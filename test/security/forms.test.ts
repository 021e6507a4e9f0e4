import type { Response } from 'supertest';
import { startApplication } from '../support/application';
import type { Fields } from '../support/visitor';
import { decoded } from '../customers/form';
import { contentOf, crawl, formsOf, type SeenForm } from './crawl';
import { holding, planted } from './planted';
import { buildScene, fillEveryText, type House, type Scene } from './scene';

// A4, A5, A21: every form that a page shows, filled with what no browser would send; every text column, filled with what
// a hostile person would write.

let house: House;
let scene: Scene;
let people: Awaited<ReturnType<typeof buildScene>>['people'];
beforeAll(async () => void (house = await startApplication()), 60_000);
beforeEach(async () => {
  ({ scene, people } = await buildScene(house));
}, 20_000);
afterAll(() => house.close());

const ANSWERS = [200, 303, 400, 403, 404, 409, 413, 415, 422, 429];
const pages = () => ['/admin', `/admin/customers/${scene.a}`, `/admin/customers/${scene.a}/edit?step=finance`, `/admin/customers/${scene.a}/edit?step=address`, `/admin/customers/new/${scene.draft}?step=address`, `/admin/customers/new/${scene.draft}?step=contact`, `/admin/imports/${scene.import}`, `/admin/customers/${scene.a}/contacts/${scene.contact}/edit`, `/admin/groups/${scene.group}/delete`];

/** Every form an administrator is shown, each address once; not those that end the session or take things away. */
async function forms(): Promise<SeenForm[]> {
  const found = (await crawl(people.administrator.visitor, pages(), 200)).flatMap(({ path, response }) => formsOf(path, contentOf(response)));
  const shown = new Map(found.map((form) => [form.action.replace(/\?.*/, '') + Object.keys(form.fields).sort().join(), form]));
  const own = `/admin/staff/${people.administrator.actor!.id}/`;
  // The forms of all jobs are one.
  return [...shown.values()].filter(({ action }) => !action.startsWith(own) && !/\/jobs\/(?!clean-up)/.test(action) && !/logout|password\/change|sessions|deactivation|deletion|delete|removal/.test(action));
}

async function send({ action, upload, fields }: SeenForm, more: Fields = {}, kind: 'form' | 'multipart' = 'form'): Promise<Response> {
  const { visitor } = people.administrator;
  if (kind === 'form' || !upload) return visitor.post(action, { ...fields, ...more });
  const sending = visitor.raw().post(action);
  for (const [name, value] of Object.entries({ ...(await visitor.hidden()), ...fields, ...more })) for (const text of [value].flat()) sending.field(name, text);
  return sending;
}

test('no value of any field makes an answer that is none', async () => {
  const all = await forms();
  expect(all.length).toBeGreaterThan(30);
  const values: readonly (string | readonly string[])[] = ['', '-1', '9223372036854775808', '1e309', '\u0000\u001b[31m\ud800', "'\"><svg onload=alert(1)>", 'x'.repeat(12_000), ['a', 'b']];
  const wrong: unknown[] = [];
  for (const form of all) {
    await Promise.all(values.map(async (value) => {
      const { status } = await send(form, Object.fromEntries(Object.keys(form.fields).map((name) => [name, value])));
      if (!ANSWERS.includes(status)) wrong.push([form.action, String(value).slice(0, 30), status]);
    }));
    const nested = Object.fromEntries(Object.keys(form.fields).flatMap((name) => [[`${name}[]`, 'a'], [`${name}[b][c]`, 'd']]));
    const { status } = await people.administrator.visitor.post(form.action, nested);
    if (!ANSWERS.includes(status)) wrong.push([form.action, 'nested', status]);
  }
  expect(wrong).toEqual([]);
}, 90_000);

test('fields that a form does not have reach no row (A4)', async () => {
  const administrators = () => house.dataSource.query('SELECT id, administrator, role_id, active, must_change_password FROM staff WHERE administrator = 1');
  const before = await administrators();
  let taken = 0;
  for (const form of await forms()) {
    const { status } = await send(form, planted(form.names), 'multipart');
    if (status === 303) taken += 1;
    expect([form.action, ANSWERS.includes(status)]).toEqual([form.action, true]);
  }
  expect(taken).toBeGreaterThan(10);
  for (const person of [people.ownA, people.stranger]) {
    await person.visitor.post('/admin/profile', { name: 'Me', theme: 'dark', density: 'dense', ...Object.fromEntries(Object.keys(planted(new Set())).map((name) => [name, '1'])), email: 'other@clientele.example' });
    const [row] = await house.dataSource.query('SELECT administrator, role_id, active, email FROM staff WHERE id = ?', [person.actor!.id]);
    expect([Number(row.administrator), Number(row.active), row.email === 'other@clientele.example']).toEqual([0, 1, false]);
  }
  expect(await administrators()).toEqual(before);
  expect(await holding(house)).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}, 60_000);

/** What a browser saves and never shows: words stand in it as they are. */
function isSavedFile({ headers }: Response): boolean {
  return /^attachment/.test(headers['content-disposition'] ?? '') && headers['x-content-type-options'] === 'nosniff' && !/html|xml/.test(headers['content-type']);
}

describe('what a hostile person wrote', () => {
  const TEXTS = ["O'Brien & Sons", '"><img src=x onerror=alert(1)>', '</title><script>alert(1)</script>', '{{constructor.constructor("x")()}}', "=cmd|' /C calc'!A0", '山田 محمد 👩‍👩‍👧', '${7*7} <%= 7 %> %s', '&lt;b&gt; &amp;amp;'];

  test('comes back as typed from each list and form', async () => {
    const { visitor } = people.administrator;
    const places: [string, (text: string) => Fields, string][] = [
      ['/admin/groups', (name) => ({ name }), '/admin/groups'],
      ['/admin/roles/new', (name) => ({ name }), '/admin/roles'],
      ['/admin/products', (name) => ({ kind: 'service', name, unit: name.slice(0, 40), description: name, active: '1' }), '/admin/products'],
      ['/admin/settings/payment-modes', (name) => ({ name, active: '1' }), '/admin/settings/money'],
      ['/admin/settings/tax-rates', (name) => ({ name, rate: '7', active: '1' }), '/admin/settings/money'],
      [`/admin/customers/${scene.a}/notes`, (body) => ({ body }), `/admin/customers/${scene.a}/notes`],
      [`/admin/customers/${scene.a}/contacts`, (text) => ({ firstName: text, position: text, kind: 'normal', active: '1' }), `/admin/customers/${scene.a}/contacts`],
      ['/admin/profile', (name) => ({ name, theme: 'dark', density: 'dense' }), '/admin/profile'],
    ];
    const wrong: unknown[] = [];
    for (const text of TEXTS) {
      for (const [at, fields, shown] of places) {
        const sent = await visitor.post(at, fields(text));
        const { text: html } = await visitor.get(shown);
        if (sent.status !== 303 || !decoded(html).includes(text)) wrong.push([at, text, sent.status]);
        if (/<img src=x|<script>alert/.test(html)) wrong.push([at, text, 'raw']);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  test('in every text column of every table is shown by every page and escaped by all (A5)', async () => {
    await fillEveryText(house);
    const reached = await crawl(people.administrator.visitor, pages(), 300);
    expect(reached.filter(({ response }) => response.status >= 500).map(({ path }) => path)).toEqual([]);
    expect(reached.filter(({ response }) => !isSavedFile(response) && /<(svg|s|b) (onload|x)=?/.test(contentOf(response).replace(/<svg class/g, ''))).map(({ path }) => path)).toEqual([]);
    const showing = reached.filter(({ response }) => contentOf(response).includes('&gt;&lt;svg onload'));
    expect(showing.length).toBeGreaterThan(30);
    for (const { path, response } of reached.filter(({ response }) => response.status === 200)) {
      expect([path, response.headers['x-content-type-options']]).toEqual([path, 'nosniff']);
      expect([path, /default-src 'none'/.test(response.headers['content-security-policy']), /unsafe|\*|data:|https?:/.test(response.headers['content-security-policy'])]).toEqual([path, true, false]);
      expect([path, /no-store|immutable/.test(response.headers['cache-control'] ?? '')]).toEqual([path, true]);
    }
  }, 60_000);
});

test('too much of something is refused, and the next one is served (A21)', async () => {
  const MANY = 10_000;
  const cases: [string, () => Promise<Response>, readonly number[]][] = [
    ['ten megabytes of a password', async () => house.visitor().raw().post('/admin/login').type('form').send(`email=a%40b.c&password=${'x'.repeat(10_000_000)}`), [413]],
    ['ten thousand parameters', async () => people.administrator.visitor.post('/admin/groups', Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`p${index}`, 'x']))), [413]],
    ['a thousand brackets', async () => people.administrator.visitor.post('/admin/groups', { [`name${'[a]'.repeat(1000)}`]: 'x', name: '' }), [400, 422]],
    ['a thousand parameters in the address', async () => people.administrator.visitor.get(`/admin/customers?${'cols=a&'.repeat(1500)}`), [200]],
    ['a long address', async () => people.administrator.visitor.get(`/admin/customers?q=${'a'.repeat(12_000)}`), [200, 414, 431]],
    ['a page far away', async () => people.administrator.visitor.get('/admin/staff?page=999999'), [200]],
    ['more fields than an upload has', async () => {
      const { visitor } = people.administrator;
      const sending = visitor.raw().post('/admin/customers/import');
      for (const [name, value] of Object.entries(await visitor.hidden())) sending.field(name, value);
      for (let index = 0; index < 500; index += 1) sending.field(`f${index}`, 'x');
      return sending;
    }, [400, 413]],
    ['two files', async () => {
      const { visitor } = people.administrator;
      const { _csrf, _key } = await visitor.hidden();
      return visitor.raw().post('/admin/customers/import').field('_csrf', _csrf).field('_key', _key).attach('file', Buffer.from('Company\nA\n'), 'a.csv').attach('file', Buffer.from('Company\nB\n'), 'b.csv');
    }, [400]],
    ['a picture larger than pictures may be', async () => people.administrator.visitor.upload(`/admin/customers/${scene.a}/contacts`, 'picture', { name: 'x.png', content: Buffer.alloc(6_000_000) }, { firstName: 'P', kind: 'normal' }), [413, 422]],
    ['a multipart form that ends in the middle', async () => people.administrator.visitor.raw().post('/admin/customers/import').set('Content-Type', 'multipart/form-data; boundary=x').send('--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\nabc'), [400, 403]],
    ['a multipart form without a boundary', async () => people.administrator.visitor.raw().post('/admin/customers/import').set('Content-Type', 'multipart/form-data').send('x'), [400]],
    ['a body in an unknown encoding', async () => people.administrator.visitor.raw().post('/admin/groups').set('Content-Type', 'application/x-www-form-urlencoded; charset=x-unknown').send('name=x'), [403, 415]],
    ['a body that says it is compressed', async () => people.administrator.visitor.raw().post('/admin/groups').set('Content-Encoding', 'gzip').type('form').send('name=x'), [400, 403, 415]],
    ['an address that cannot be decoded', async () => people.administrator.visitor.get('/admin/customers/%E0%A4%A'), [400, 404]],
  ];
  const wrong: unknown[] = [];
  for (const [what, ask, statuses] of cases) {
    const { status } = await ask();
    if (!statuses.includes(status)) wrong.push([what, status]);
    expect((await people.administrator.visitor.get('/admin')).status).toBe(200);
  }
  expect(wrong).toEqual([]);
}, 60_000);
