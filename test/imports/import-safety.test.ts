import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startApplication } from '../support/application';
import { CleanImports } from '../../src/modules/imports/imports.job';
import { ImportRunner } from '../../src/modules/imports/import-runner';
import type { Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;
let ada: Visitor;

beforeAll(async () => {
  house = await startApplication({ ROLE: 'web' }); // nothing begins by itself: the tests say when a node works
});
beforeEach(async () => {
  await house.reset();
  ada = await house.admin();
});
afterAll(() => house.close());

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const count = async (table: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);
const runner = () => house.app.get(ImportRunner);
const idOf = (address: string) => address.split('/').at(-1) as string;

async function uploaded(text: string, visitor = ada): Promise<string> {
  const answer = await visitor.upload('/admin/customers/import', 'file', { name: 'list.csv', content: Buffer.from(text) });
  expect(answer.status).toBe(303);
  return answer.headers.location as string;
}
async function checked(text: string, visitor = ada): Promise<string> {
  const at = await uploaded(text, visitor);
  await runner().workOn(idOf(at));
  return at;
}
const list = (rowCount: number, from = 1) => `number,company_name,contact_last_name,contact_email\n${Array.from({ length: rowCount }, (_, i) => `N-${from + i},Company ${from + i},Person,p${from + i}@x.example\n`).join('')}`;
const state = async (at: string) => (await rows<{ state: string; created: number; duplicate: number; refused: number; last: number }>('SELECT state, created_count AS created, duplicate_count AS duplicate, refused_count AS refused, last_line AS last FROM imports WHERE id = ?', [idOf(at)]))[0];

describe('a node that dies', () => {
  it('leaves whole batches, and the next one brings the rest: nothing twice, nothing half', async () => {
    const at = await checked(list(2500).replace('N-2400,', 'N-100,'));
    await ada.post(`${at}/run`);
    for (const line of [1001, 2001]) {
      // Killed right after a batch was stored: the lease stays.
      await runner().workOn(idOf(at), { afterBatch: (last) => { if (last === line) throw new Error('killed'); } });
      expect(await state(at)).toMatchObject({ state: 'importing', last: line });
      expect([await count('customers'), await count('contacts'), await count('customer_balances')]).toEqual([line - 1, line - 1, line - 1]);
      await rows('UPDATE imports SET lease_until = NULL WHERE id = ?', [idOf(at)]);
    }
    await runner().workOn(idOf(at));
    expect(await state(at)).toMatchObject({ state: 'done', created: 2499 });
    expect([await count('customers'), await count('customer_search_texts'), await count("import_rows WHERE phase = 'run'")]).toEqual([2499, 2499, 2500]);
    expect(await rows('SELECT SUM(total) AS total FROM customer_counts')).toEqual([{ total: '2499' }]);
    expect(await count('mail_outbox')).toBe(0);
  }, 60_000);

  it('that was only thought dead stores nothing more', async () => {
    const at = await checked(list(2500));
    await ada.post(`${at}/run`);
    await runner().workOn(idOf(at), { afterBatch: async () => void (await rows("UPDATE imports SET lease_token = 'x', lease_until = '2999-01-01' WHERE id = ?", [idOf(at)])) });
    expect(await count('customers')).toBe(1000);
    expect(await state(at)).toMatchObject({ state: 'importing', created: 1000, last: 1001 });
  });

  it('stores two batches at once, and no customer twice whose VAT number stands in both', async () => {
    const lines = Array.from({ length: 2500 }, (_, i) => `V-${i},Company ${i},${i === 5 || i === 1500 ? 'DE 77' : ''}`);
    const at = await uploaded(`number,company_name,vat_number\n${lines.join('\n')}\n`);
    await ada.post(`${at}/check`, { map0: 'number', map1: 'company_name', map2: 'vat_number', mode: 'create', key: 'vat_number', type: 'auto' });
    await runner().workOn(idOf(at));
    await ada.post(`${at}/run`);
    await runner().workOn(idOf(at));
    expect(await state(at)).toMatchObject({ state: 'done', created: 2499, duplicate: 1 });
    expect(await rows("SELECT number FROM customers WHERE vat_number LIKE '%77'")).toEqual([{ number: 'V-5' }]);
  }, 60_000);

  it('is given up for after several failures, with a sentence on the page', async () => {
    const at = await checked(list(3));
    await ada.post(`${at}/run`);
    for (let i = 0; i < 5; i += 1) {
      await rows('UPDATE imports SET lease_until = NULL WHERE id = ?', [idOf(at)]);
      await runner().workOn(idOf(at), { afterBatch: () => { throw new Error('broken'); }, stopping: () => { throw new Error('broken'); } });
    }
    expect((await state(at)).state).toBe('failed');
    expect((await ada.get(at)).text).toContain('Storing the rows failed several times.');
  });
});

describe('two at once', () => {
  it('of different files with the same numbers and addresses: each row comes in once', async () => {
    const [a, b] = [await checked(list(1500)), await checked(list(1500).replace('Company 1,', 'Other 1,'))];
    for (const at of [a, b]) expect((await ada.post(`${at}/run`)).status).toBe(303);
    await Promise.all([a, b].map((at) => runner().workOn(idOf(at))));
    const [first, second] = [await state(a), await state(b)];
    expect([first.state, second.state]).toEqual(['done', 'done']);
    expect(first.created + second.created).toBe(1500);
    expect(first.created + second.created + first.duplicate + second.duplicate + first.refused + second.refused).toBe(3000);
    expect([await count('customers'), await count('contacts')]).toEqual([1500, 1500]);
  }, 60_000);

  it('of the very same file: the second is warned, and twins of one click are one import', async () => {
    const [a, b] = [await checked(list(3)), await checked(list(3))];
    const hidden = await ada.hidden();
    const twins = await Promise.all([1, 2, 3].map(() => ada.post(`${a}/run`, hidden)));
    expect(twins.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await ada.post(`${b}/run`)).status).toBe(409);
    expect((await ada.get(b)).text).toContain('This file was imported before');
    await runner().workOn(idOf(a));
    expect((await ada.post(`${b}/run`, { again: '1' })).status).toBe(303);
    await runner().workOn(idOf(b));
    expect([await count('customers'), (await state(b)).duplicate]).toEqual([3, 3]);
  });

  it('running numbers and those of the file never meet', async () => {
    const at = await checked('number,company_name\n,A\nC-00003,B\n,C\nC-00001,D\n');
    await ada.post(`${at}/run`);
    await runner().workOn(idOf(at));
    expect(await state(at)).toMatchObject({ state: 'done', created: 4 });
    expect(new Set((await rows('SELECT number FROM customers')).map((row) => row.number)).size).toBe(4);
  });
});

describe('who may', () => {
  it('nobody without the right, and nothing is stored', async () => {
    const at = await checked(list(1));
    const { visitor } = await house.staff({ name: 'Eve', permissions: ['customers.view', 'customers.create'] });
    expect((await visitor.get('/admin/customers/import')).status).toBe(403);
    expect((await visitor.upload('/admin/customers/import', 'file', { name: 'l.csv', content: Buffer.from(list(1)) })).status).toBe(403);
    for (const path of [at, `${at}/rejected.csv`, '/admin/imports', '/admin/customers/import/sample.csv']) expect((await visitor.get(path)).status).toBe(403);
    for (const path of [`${at}/check`, `${at}/run`]) expect((await visitor.post(path)).status).toBe(403);
    expect((await house.visitor().get(at)).status).toBe(303);
    expect([await count('imports'), await count('customers')]).toEqual([1, 0]);
  });

  it('only one’s own imports, others look like unknown ones; without the right to create only updates', async () => {
    const at = await checked(list(1));
    const { visitor } = await house.staff({ name: 'Bob', permissions: ['customers.import'] });
    const [foreign, unknown] = [await visitor.get(at), await visitor.get('/admin/imports/999999')];
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    for (const path of [`${at}/check`, `${at}/run`]) expect((await visitor.post(path)).status).toBe(404);
    for (const id of ['0', '-1', 'x', '99999999999999999999']) expect((await visitor.get(`/admin/imports/${id}`)).status).toBe(404);
    const own = await checked(list(1), visitor);
    expect((await visitor.get(own)).text).not.toContain('value="create"');
    expect((await visitor.post(`${own}/check`, { map0: 'number', map1: 'company_name', mode: 'create', key: 'number', type: 'auto' })).status).toBe(403);
    expect(await count('customers')).toBe(0);
  });

  it('not any more: an import stops when the right is taken away', async () => {
    const { id, visitor } = await house.staff({ name: 'Bob', permissions: ['customers.import', 'customers.create'] });
    const at = await checked(list(1), visitor);
    await visitor.post(`${at}/run`);
    await rows('UPDATE staff SET active = 0 WHERE id = ?', [id]);
    await runner().workOn(idOf(at));
    expect([(await state(at)).state, await count('customers')]).toEqual(['failed', 0]);
  });
});

describe('forms', () => {
  it('of any shape never fail the server and change nothing', async () => {
    const at = await checked(list(1));
    const bodies: Record<string, string | string[]>[] = [
      {}, { mode: 'drop', key: 'x', type: 'y' }, { mode: ['create', 'both'], key: 'number', type: 'auto' }, { mode: 'create', key: 'number', type: 'auto', map0: '__proto__', map1: 'constructor' },
      { mode: 'create', key: 'number', type: 'auto', groupId: "1' OR 1=1" }, { mode: 'create', key: 'number', type: 'auto', map0: ['number', 'name'] },
    ];
    for (const body of bodies) expect([400, 422]).toContain((await ada.post(`${at}/check`, body)).status);
    expect((await ada.raw().post(`${at}/run`).type('form').send({})).status).toBe(403);
    expect((await ada.get(`${at}?rows[]=x&after=-1`)).status).toBe(200);
    expect((await state(at)).state).toBe('checked');
  });

  it('that say something else than what was checked are checked first', async () => {
    const at = await checked(list(1));
    await ada.post(`${at}/run`, { map0: 'number', map1: 'company_name', mode: 'create', key: 'number', type: 'auto' });
    expect((await state(at)).state).toBe('checking');
    await runner().workOn(idOf(at));
    await ada.post(`${at}/run`, { map0: 'number', map1: 'company_name', mode: 'create', key: 'number', type: 'auto' });
    expect((await state(at)).state).toBe('importing');
  });

  it('samples come in as they are', async () => {
    for (const type of ['company', 'person']) {
      const sample = await ada.get(`/admin/customers/import/sample.csv?type=${type}`);
      const at = await checked(sample.text);
      expect(await state(at)).toMatchObject({ state: 'checked', created: 2, refused: 0 });
    }
  });
});

it('takes away what was uploaded and never imported, after a week', async () => {
  const at = await checked(list(1));
  const folder = join(house.config.storageDir, 'imports');
  const before = readdirSync(folder).length;
  expect(await house.app.get(CleanImports).run(new Date(Date.now() + 6 * 86_400_000))).toBe(0);
  expect(await house.app.get(CleanImports).run(new Date(Date.now() + 8 * 86_400_000))).toBe(1);
  expect([readdirSync(folder).length, await count('import_rows'), (await ada.get(at)).status]).toEqual([before - 1, 0, 404]);
});
