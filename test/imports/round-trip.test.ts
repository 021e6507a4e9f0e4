import { ImportRunner } from '../../src/modules/imports/import-runner';
import { readJson } from '../../src/kernel/db/json';
import { demoCustomer } from '../../src/modules/demo/demo.customer';
import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import type { Visitor } from '../support/visitor';

const DEMO = 300;
/** What spreadsheets, separators, scripts and quoting make of names. */
const HOSTILE = [
  '=1+1', '+49 30', '-5', '@SUM(A1)', "'=quoted", "'plain", 'Comma, Ltd', 'Semi; colon', 'Pipe | Co', 'Back\\slash', 'Quote "Q" Inc', "O'Brien & Søns", '数据 株式会社',
  'שלום בע״מ', 'Emoji 🦊 GmbH', 'A\u0301cute', 'İstanbul A.Ş.', 'NULL', 'true', '007', '1e5', 'n/a', 'x'.repeat(255), '<b>bold</b>', '--', '{{name}}', 'Z\u200dWJ',
];

let house: Awaited<ReturnType<typeof startApplication>>;
let ada: Visitor;
const runner = () => house.app.get(ImportRunner);

beforeAll(async () => {
  house = await startApplication();
  await house.reset();
  ada = await house.admin();
});
afterAll(() => house.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);

/** Everything that an import may touch. */
async function everything(): Promise<string> {
  const tables = ['customers', 'customer_balances', 'contacts', 'customer_contacts', 'customer_group_members', 'customer_products', 'notes', 'customer_groups'];
  return JSON.stringify(await Promise.all(tables.map((table) => rows(`SELECT * FROM ${table} ORDER BY 1, 2`))));
}

/** Uploads the file, checks it with these options, and imports it. */
async function brought(file: Buffer, options: Record<string, string>, again: boolean): Promise<{ counts: Record<string, number>; left: unknown[] }> {
  const { headers } = await ada.upload('/admin/customers/import', 'file', { name: 'customers.csv', content: file });
  const at = headers.location as string;
  await runner().idle();
  const id = at.split('/').at(-1);
  const [{ mapping }] = await rows<{ mapping: string }>('SELECT mapping FROM imports WHERE id = ?', [id]);
  const fields = Object.fromEntries(readJson<(string | null)[]>(mapping).map((field, place) => [`map${place}`, field ?? '']));
  expect((await ada.post(`${at}/check`, { ...fields, type: 'auto', ...options })).status).toBe(303);
  await runner().idle();
  expect((await ada.post(`${at}/run`, again ? { again: '1' } : {})).status).toBe(303);
  await runner().idle();
  const [counts] = await rows<Record<string, number>>('SELECT created_count AS created, updated_count AS updated, unchanged_count AS unchanged, contact_count AS contact, duplicate_count AS duplicate, refused_count AS refused FROM imports WHERE id = ?', [id]);
  const left = await rows("SELECT line, verdict, reasons, before_image FROM import_rows WHERE import_id = ? AND phase = 'run' AND verdict <> 'unchanged' ORDER BY line LIMIT 10", [id]);
  return { counts: Object.fromEntries(Object.entries(counts).filter(([, value]) => Number(value) > 0)), left };
}

/** Demo customers come by the import, so that groups, contacts and addresses are as real ones. */
async function demoCustomers(): Promise<void> {
  const header = ['type', 'company_name', 'title', 'first_name', 'last_name', 'email', 'phone', 'website', 'vat_number', 'country', 'state', 'city', 'postcode', 'street', 'groups', 'note', 'contact_first_name', 'contact_last_name', 'contact_email', 'contact_phone', 'contact_position'];
  const lines = Array.from({ length: DEMO }, (_, at) => {
    const customer = demoCustomer(at);
    const [person] = customer.contacts;
    const own = customer.type === 'person' ? [customer.firstName, customer.lastName] : ['', ''];
    return [customer.type, customer.companyName, customer.title, ...own, customer.email, customer.phone, customer.website, customer.vatNumber, customer.country, customer.state, customer.city, customer.postcode, customer.street,
      customer.groups.join('; '), customer.note, person.firstName, person.lastName, person.email, person.phone, person.position];
  });
  const csv = [header, ...lines].map((cells) => cells.map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`).join(',')).join('\n');
  const { counts } = await brought(Buffer.from(csv), { mode: 'create', key: 'number', createGroups: '1' }, false);
  expect(counts).toEqual({ created: DEMO });
}

it('an exported file comes back with every row unchanged, as often as one likes (EXP-1)', async () => {
  await demoCustomers();
  for (const [at, name] of HOSTILE.entries()) {
    const company = at % 3 !== 2;
    const id = await aCustomer(house, {
      ...(company ? { companyName: name } : { type: 'person', companyName: null, firstName: name.slice(0, 100), lastName: name.slice(0, 100) }),
      street: `${name.slice(0, 100)}\n2nd line`, city: name.slice(0, 60), phone: '+1 (0) 5-5', discountKind: at % 2 ? 'before_tax' : 'none', discountPercent: at % 2 ? '12.5' : null, creditLimit: at % 4 ? '1234.5' : null, creditRating: name.slice(0, 50),
    });
    if (company) await aContact(house, id, { firstName: name.slice(0, 100), lastName: at % 2 ? null : name.slice(0, 100), email: at % 4 ? `hostile${at}@round.example` : null, phone: '=5' }, { position: name.slice(0, 100) });
  }
  await rows('UPDATE customers SET active = 0 WHERE id % 5 = 0');
  for (const name of HOSTILE.filter((text) => text.length <= 100).slice(0, 16)) {
    await rows('INSERT IGNORE INTO customer_groups (name, created_at, updated_at) VALUES (?, NOW(6), NOW(6))', [name]);
  }
  await rows('INSERT IGNORE INTO customer_group_members (group_id, customer_id) SELECT g.id, c.id FROM customer_groups g JOIN customers c ON c.id % 7 = g.id % 7');
  const total = Number((await rows<{ n: string }>('SELECT COUNT(*) AS n FROM customers'))[0].n);
  expect(total).toBeGreaterThanOrEqual(DEMO + HOSTILE.length - 20);
  const before = await everything();
  for (const again of [false, true]) {
    const file = Buffer.from((await ada.get('/admin/customers.csv?columns=all')).text);
    const { counts, left } = await brought(file, { mode: 'update', key: 'number' }, again);
    expect({ counts, left }).toEqual({ counts: { unchanged: total }, left: [] });
    expect(await everything()).toBe(before);
  }
});
