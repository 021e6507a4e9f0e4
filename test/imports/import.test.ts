import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../src/kernel/db/json';
import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import { ImportRunner } from '../../src/modules/imports/import-runner';
import type { Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;
let ada: Visitor;

beforeAll(async () => {
  house = await startApplication();
});
beforeEach(async () => {
  await house.reset();
  ada = await house.admin();
});
afterAll(() => house.close());

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const count = async (table: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);
const runner = () => house.app.get(ImportRunner);

/** Uploads a file and waits for its dry run. @returns the address of the import. */
async function uploaded(text: string | Buffer, visitor = ada, name = 'list.csv'): Promise<string> {
  const answer = await visitor.upload('/admin/customers/import', 'file', { name, content: Buffer.from(text) });
  expect(answer.status).toBe(303);
  await runner().idle();
  return answer.headers.location as string;
}

const idOf = (address: string) => address.split('/').at(-1) as string;

interface Result { state: string; created: number; updated: number; unchanged: number; contact: number; duplicate: number; refused: number }
async function result(address: string): Promise<Partial<Result>> {
  const [row] = await rows<Result>('SELECT state, created_count AS created, updated_count AS updated, unchanged_count AS unchanged, contact_count AS contact, duplicate_count AS duplicate, refused_count AS refused FROM imports WHERE id = ?', [idOf(address)]);
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0));
}

/** The fields of the mapping page as they stand, with changes. */
async function mapped(address: string, changes: Record<string, string | string[]> = {}): Promise<Record<string, string | readonly string[]>> {
  const [{ mapping, options }] = await rows<{ mapping: string; options: string }>('SELECT mapping, options FROM imports WHERE id = ?', [idOf(address)]);
  const columns = (readJson<(string | null)[]>(mapping)).map((field, at) => [`map${at}`, field ?? '']);
  const { type, mode, key } = readJson<Record<string, string>>(options);
  return { ...Object.fromEntries(columns), type, mode, key, ...changes };
}

/** Checks with these options, imports, and waits. */
async function imported(text: string | Buffer, changes: Record<string, string | string[]> = {}, visitor = ada): Promise<string> {
  const at = await uploaded(text, visitor);
  if (Object.keys(changes).length > 0) {
    expect((await visitor.post(`${at}/check`, await mapped(at, changes))).status).toBe(303);
    await runner().idle();
  }
  expect((await visitor.post(`${at}/run`, changes.again ? { again: '1' } : {})).status).toBe(303);
  await runner().idle();
  return at;
}

const reasons = async (address: string, phase = 'run'): Promise<[number, string][]> => {
  const found = await rows<{ line: number; reasons: string }>('SELECT line, reasons FROM import_rows WHERE import_id = ? AND phase = ? AND reasons IS NOT NULL ORDER BY line', [idOf(address), phase]);
  return found.map(({ line, reasons: json }) => [Number(line), readJson<{ key: string }[]>(json).map(({ key }) => key.replace('import_reasons.', '')).join()]);
};

describe('a list comes in', () => {
  it('from the upload over the dry run to the report', async () => {
    const at = await uploaded('Company,First Name,Last Name,Email,City\nACME,Ada,Byron,ada@acme.example,London\nBad,,,nomail,\n');
    expect(await count('customers')).toBe(0);
    const shown = await ada.get(at);
    expect(shown.text).toContain('Import one row');
    expect(shown.text).toMatch(/Email “nomail” is not an e-mail address/);
    expect((await ada.post(`${at}/run`)).status).toBe(303);
    await runner().idle();
    const report = await ada.get(at);
    expect(report.text).toContain('1 of 2 rows came in');
    expect(await rows('SELECT c.display_name, c.city, c.number, p.email_key FROM customers c JOIN customer_contacts l ON l.id = c.primary_link_id JOIN contacts p ON p.id = l.contact_key')).toEqual([
      { display_name: 'ACME', city: 'London', number: expect.any(String), email_key: 'ada@acme.example' },
    ]);
    expect((await ada.get('/admin/customers?q=byron')).text).toContain('ACME');
    expect((await ada.get('/admin/imports')).text).toContain('list.csv');
    expect(await count('customer_search_pending')).toBe(0);
    expect((await rows("SELECT action FROM activities WHERE action LIKE 'customer%' ORDER BY id")).map((row) => row.action)).toEqual(['customer.imported', 'customers.imported']);
    expect(await rows('SELECT SUM(total) AS total FROM customer_counts')).toEqual([{ total: '1' }]);
    expect(await count('mail_outbox')).toBe(0);
  });

  it('with groups, products, notes, admins and line numbers after quoted line breaks', async () => {
    await rows("INSERT INTO customer_groups (name, created_at, updated_at) VALUES ('A; B|C', NOW(), NOW())");
    await rows("INSERT INTO products (kind, name, created_at, updated_at) VALUES ('service', 'Care', NOW(), NOW())");
    const at = await imported('company_name,groups,products,note,country\r\n"Two\r\nlines",A\\; B\\|C,Care,"x\r\ny",DE\r\nThree,Nowhere,,,\r\nFour,,Nothing,,\r\nFive,,,,Atlantis\r\n');
    expect(await reasons(at)).toEqual([[5, 'no_such_group'], [6, 'no_such_product'], [7, 'country']]);
    expect(await rows('SELECT g.name FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id')).toEqual([{ name: 'A; B|C' }]);
    expect(await rows('SELECT c.display_name, n.body FROM notes n JOIN customers c ON c.id = n.customer_id')).toEqual([{ display_name: 'Two lines', body: 'x\ny' }]);
    expect(await count('customer_products')).toBe(1);
  });

  it('making groups only when asked to, each once, and the default group where nobody chooses', async () => {
    const text = 'company_name,groups\nA,New; Other\nB,New\nC,\n';
    expect(await result(await uploaded(text))).toMatchObject({ created: 1, refused: 2 });
    await imported(text, { createGroups: '1' });
    expect(await rows("SELECT g.name, COUNT(*) AS n FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id WHERE g.name IN ('New', 'Other') GROUP BY g.name ORDER BY g.name")).toEqual([{ name: 'New', n: '2' }, { name: 'Other', n: '1' }]);
    expect(await rows("SELECT COUNT(*) AS n FROM customer_group_members m JOIN customers c ON c.id = m.customer_id WHERE c.display_name = 'C'")).toEqual([{ n: '1' }]);
  });

  it('past a registration that nobody has verified: it is meant by no row, and keeps no address (A26)', async () => {
    const squatter = await aCustomer(house, { companyName: 'Squatter', email: 'ada@acme.example', vatNumber: 'DE123' });
    await aContact(house, squatter, { email: 'ada@acme.example' });
    await rows('UPDATE contacts SET unverified = 1, password_hash = ?', ['x']);
    await rows('UPDATE customers SET unconfirmed = 1');
    const text = 'company_name,vat_number,contact_last_name,contact_email\nACME,DE123,Byron,ada@acme.example\n';
    for (const key of ['email', 'vat_number']) {
      const at = await uploaded(text);
      await ada.post(`${at}/check`, await mapped(at, { mode: 'both', key }));
      await runner().idle();
      expect([key, await result(at)]).toEqual([key, expect.objectContaining({ created: 1 })]);
    }
    expect(await rows('SELECT deleted_at FROM customers')).toEqual([{ deleted_at: null }]);
    const at = await imported(text, { mode: 'both', key: 'email' });
    expect(await result(at)).toMatchObject({ created: 1 });
    expect(await rows("SELECT c.display_name, p.last_name, p.unverified FROM customers c JOIN customer_contacts l ON l.id = c.primary_link_id JOIN contacts p ON p.id = l.contact_key WHERE p.email_key = 'ada@acme.example'")).toEqual([{ display_name: 'ACME', last_name: 'Byron', unverified: 0 }]);
    expect(await rows('SELECT deleted_at IS NOT NULL AS gone FROM customers WHERE id = ?', [squatter])).toEqual([{ gone: 1 }]);
    expect(await rows('SELECT password_hash FROM contacts WHERE deleted_at IS NOT NULL')).toEqual([{ password_hash: null }]);
  });

  it('with hostile names and formulas as typed', async () => {
    const names = ["O'Brien", '<script>alert(1)</script>', '=1+1', '{{7*7}}', '\u202eevil', 'Null', '${x}', '-- DROP', '👩‍👩‍👧'];
    await imported(`company_name\n${names.map((name) => `"${name}"`).join('\n')}\n`);
    expect((await rows<{ display_name: string }>('SELECT display_name FROM customers ORDER BY id')).map((row) => row.display_name)).toEqual(names);
  });

  it('with rows of one customer as its contacts', async () => {
    const at = await imported('Kundennummer,Firma,Ansprechpartner,contact_email\n7,ACME,Ada Byron,a@x.de\n7,ACME,Bob Stone,b@x.de\n7,ACME,Bob Stone,b@x.de\n8,Other,,\n');
    expect(await result(at)).toEqual({ state: 'done', created: 2, contact: 1, duplicate: 1 });
    expect(await reasons(at)).toEqual([[4, 'email_in_file']]);
    expect(await rows('SELECT COUNT(*) AS n, COUNT(DISTINCT customer_id) AS c FROM customer_contacts')).toEqual([{ n: '2', c: '1' }]);
  });

  it('with unknown countries answered once for each', async () => {
    const at = await uploaded('company_name,country\nA,Hellas X\nB,Hellas X\nC,Nowhere\n');
    expect((await ada.get(at)).text).toContain('Hellas X means');
    await ada.post(`${at}/check`, await mapped(at, { country0: 'GR', country1: '-' }));
    await runner().idle();
    expect(await result(at)).toEqual({ state: 'checked', created: 3 });
    await ada.post(`${at}/run`);
    await runner().idle();
    expect((await rows('SELECT country FROM customers ORDER BY id')).map((row) => row.country)).toEqual(['GR', 'GR', null]);
  });
});

describe('rows that did not come in', () => {
  it('come back as a file that can be put right and uploaded again', async () => {
    const at = await imported('Firma;E-Mail;Notiz\n=Gut;gut@x.de;\n=Schlecht;nomail;"a;b\nc"\n');
    const answer = await ada.get(`${at}/rejected.csv`);
    expect(answer.headers['content-disposition']).toMatch(/rejected-list\.csv/);
    expect(answer.text).toBe('\ufeffLine and reasons;Firma;E-Mail;Notiz\r\n3: E-Mail “nomail” is not an e-mail address.;\'=Schlecht;nomail;"a;b\nc"\r\n');
    const again = await imported(answer.text.replaceAll('nomail', 'jetzt@x.de'));
    expect(await result(again)).toEqual({ state: 'done', created: 1 });
    expect((await rows('SELECT display_name FROM customers ORDER BY id')).map((row) => row.display_name)).toEqual(['=Gut', '=Schlecht']);
  });

  it('name what is taken, in the file and in the database', async () => {
    await imported('Kundennummer,Firma,Ansprechpartner,contact_email\nC-7,ACME,Ada Byron,a@x.de\n');
    const at = await imported('Kundennummer,Firma,Ansprechpartner,contact_email\nC-7,Again,,\nC-8,Eve Ltd,Eve Evil,A@X.de\nC-9,Last,Joe Last,joe@x.de\nC-10,Last,Joe Last,Joe@x.de\n');
    expect(await reasons(at)).toEqual([[2, 'exists'], [3, 'email_taken_by'], [5, 'email_in_file']]);
    expect((await ada.get(`${at}?rows=duplicates`)).text).toContain('This is C-7, which exists.');
    expect(await count('contacts')).toBe(2);
  });
});

describe('updates', () => {
  const list = 'number,company_name,city,phone,active,contact_first_name,contact_last_name,contact_email\n1,ACME,Kiel,123,1,Ada,Byron,ada@x.de\n2,Other,Bonn,,0,Max,Frisch,\n';

  it('change what the file says and nothing else, and find everything unchanged the second time', async () => {
    await imported(list);
    const update = 'number,city,phone,contact_email,contact_first_name,contact_last_name,contact_position,note\n1,,456,ada@x.de,Ada,King,Boss,hello\n2,Ulm,,,Max,Frisch,,\n3,Nowhere,,,,,,\n';
    const at = await imported(update, { mode: 'update', key: 'number' });
    expect(await result(at)).toEqual({ state: 'done', updated: 2, refused: 1 });
    expect(await reasons(at)).toEqual([[4, 'no_such_customer']]);
    expect(await rows('SELECT number, company_name, city, phone, active, version FROM customers ORDER BY number')).toEqual([
      { number: '1', company_name: 'ACME', city: 'Kiel', phone: '456', active: 1, version: 2 }, { number: '2', company_name: 'Other', city: 'Ulm', phone: null, active: 0, version: 2 },
    ]);
    expect(await rows('SELECT p.first_name, p.last_name, l.position FROM contacts p JOIN customer_contacts l ON l.contact_id = p.id ORDER BY p.id')).toEqual([
      { first_name: 'Ada', last_name: 'King', position: 'Boss' }, { first_name: 'Max', last_name: 'Frisch', position: null },
    ]);
    const [edited] = await rows<{ changes: string }>("SELECT changes FROM activities WHERE action = 'customer.edited' ORDER BY id LIMIT 1");
    expect(readJson(edited.changes)).toEqual({ phone: ['123', '456'] });
    const [kept] = await rows<{ before_image: string }>("SELECT before_image FROM import_rows WHERE verdict = 'updated' AND phase = 'run' ORDER BY line LIMIT 1");
    expect(readJson(kept.before_image)).toMatchObject({ version: 1, customer: { phone: '123' }, person: { last_name: 'Byron' } });
    expect(await result(await imported(update.replace('3,Nowhere,,,,,,\n', ''), { mode: 'update', key: 'number', again: '1' }))).toEqual({ state: 'done', unchanged: 2 });
    expect(await count('notes')).toBe(1);
  });

  it('are not offered where everything is there already', async () => {
    await imported('number,company_name\n1,ACME\n');
    const at = await uploaded('number,company_name\n1,ACME\n');
    await ada.post(`${at}/check`, await mapped(at, { mode: 'both', key: 'number' }));
    await runner().idle();
    const { text } = await ada.get(at);
    expect(text).toContain('Nothing to import: what this file says is there already.');
    expect(text).not.toContain(`formaction="${at}/run"`);
  });

  it('are counted as the language writes figures', async () => {
    const at = await uploaded(`number,company_name\n${Array.from({ length: 1200 }, (_, i) => `F-${i},Company ${i}`).join('\n')}\n`);
    await runner().idle();
    expect((await ada.get(at)).text).toContain('Import 1,200 rows');
  });

  it('recognise customers by e-mail and by VAT number, in capitals or small letters', async () => {
    await imported('company_name,email,vat_number\nACME,info@acme.example,DE 123\nTwin,twin@x.de,\nTwin 2,Twin@x.de,\n');
    expect(await result(await imported('email,city\nINFO@acme.example,Kiel\ntwin@x.de,Ulm\n', { mode: 'update', key: 'email' }))).toMatchObject({ updated: 1, refused: 1 });
    expect(await result(await imported('vat_number,city\nde 123,Bonn\n', { mode: 'update', key: 'vat_number' }))).toMatchObject({ updated: 1 });
    expect(await rows("SELECT city FROM customers WHERE email = 'info@acme.example'")).toEqual([{ city: 'Bonn' }]);
  });

  it('leave what the person cannot see, and do not tell of it', async () => {
    await imported(list);
    const [{ id }] = await rows<{ id: string }>("SELECT id FROM customers WHERE number = '1'");
    const { id: staffId, visitor } = await house.staff({ name: 'Bob', permissions: ['customers.import', 'customers.create'] });
    await rows('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, NOW())', [staffId, id]);
    const at = await imported('number,company_name,city,contact_last_name,contact_email\n1,ACME,Rom,,\n2,Other,Rom,,\n3,Mine,Rom,Spy,ada@x.de\n4,Mine,Rom,,\n', { mode: 'both', key: 'number' }, visitor);
    expect(await reasons(at)).toEqual([[3, 'number_taken'], [4, 'email_taken_by']]);
    expect(await rows('SELECT number, city FROM customers ORDER BY number')).toEqual([{ number: '1', city: 'Rom' }, { number: '2', city: 'Bonn' }, { number: '4', city: 'Rom' }]);
    expect(await rows('SELECT c.number FROM customer_admins a JOIN customers c ON c.id = a.customer_id WHERE a.staff_id = ? ORDER BY c.number', [staffId])).toEqual([{ number: '1' }, { number: '4' }]);
    expect((await visitor.get(at)).text).not.toContain('Bonn');
  });
});

describe('files that are refused', () => {
  it.each([
    ['nothing chosen', null, 'Select a CSV file.'],
    ['an empty file', '', 'This file is empty.'],
    ['headings alone', 'company_name,city\n', 'no rows below it'],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), 'This is a spreadsheet'],
    ['a web page', '<!DOCTYPE html><html></html>', 'This is a web page'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'This is not a text file'],
    ['an open quote', 'company_name,city\nA,"x\nB,y\n', 'opened in line 2 is never closed'],
  ])('%s', async (_name, content, sentence) => {
    const answer = content === null ? await ada.post('/admin/customers/import') : await ada.upload('/admin/customers/import', 'file', { name: 'list.csv', content: Buffer.from(content) });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(sentence);
    expect(await count('imports')).toBe(0);
  });

  it('an open quote far down, in the dry run, with its line', async () => {
    const at = await uploaded(`company_name,city\n${'A,b\n'.repeat(200_000)}X,"open\n`);
    expect(await result(at)).toMatchObject({ state: 'refused' });
    expect((await ada.get(at)).text).toContain('line 200002');
    expect(await count('customers')).toBe(0);
  }, 60_000);

  it('no column with a name: the page says which is missing and keeps what was chosen', async () => {
    const at = await uploaded('foo,city\n1,Kiel\n');
    const answer = await ada.post(`${at}/check`, await mapped(at, { mode: 'both' }));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('No column goes to a name.');
    expect((await ada.post(`${at}/run`)).status).toBe(409);
    expect(answer.text).toMatch(/value="both" checked/);
  });
});

const shared = join(__dirname, '../../../shared/data');
(existsSync(shared) ? describe : describe.skip)('files of other people', () => {
  it.each<[string, Partial<Result>]>([
    ['briandunning-us-500.csv', { created: 500 }], ['chinook-customers.csv', { created: 58, refused: 1 }], ['datablist-customers-100.csv', { created: 100 }], ['mautic-10contacts.csv', { created: 10 }],
    ['northwind-customers-clean.csv', { created: 91 }], ['odoo-o2m_customers_contacts.csv', { created: 8 }], ['roundcube-tb_plain.csv', { created: 1 }], ['thunderbird-csv_semicolon.csv', { created: 2 }],
  ])('%s', async (name, expected) => {
    const at = await imported(readFileSync(join(shared, 'customers', name)));
    expect(await result(at)).toEqual({ state: 'done', ...expected });
    // Letters that mail systems do not take: stanisław.wójcik@…
    expect(await reasons(at)).toEqual(expected.refused ? [[50, 'email_letters']] : []);
  }, 60_000);

  const broken = existsSync(shared) ? readdirSync(join(shared, 'broken')).filter((name) => name.endsWith('.csv')) : [];
  it.each(broken)('broken/%s is imported or refused, never a failure', async (name) => {
    const answer = await ada.upload('/admin/customers/import', 'file', { name, content: readFileSync(join(shared, 'broken', name)) });
    expect([303, 422]).toContain(answer.status);
    if (answer.status === 422) return expect(answer.text).toContain('is never closed');
    await runner().idle();
    const page = await ada.get(answer.headers.location as string);
    expect(page.status).toBe(200);
    expect(['checked', 'mapping', 'refused']).toContain((await result(answer.headers.location as string)).state);
  });
});

test('imported contacts have the permissions chosen for the file, preset as in Settings, and the mail switches that follow; nobody is mailed (PER-2, PER-4, CON-9)', async () => {
  const ticks = () => rows<{ permissions: string; mail_switches: string }>('SELECT permissions, mail_switches FROM customer_contacts ORDER BY id DESC LIMIT 1');
  await imported('Company,Contact first name,Contact e-mail\nAcme,Pia,pia@acme.example\n');
  expect(await ticks()).toEqual([{ permissions: 'invoices,estimates,contracts,proposals,support,projects', mail_switches: 'invoice,credit_note,estimate,contract,proposal,ticket,project,task' }]);
  await imported('Company,Contact first name,Contact e-mail\nBirch,Otto,otto@birch.example\n', { permissions: ['support', 'invoices'] });
  expect(await ticks()).toEqual([{ permissions: 'invoices,support', mail_switches: 'invoice,credit_note,ticket' }]);
  expect(await rows('SELECT id FROM mail_outbox')).toEqual([]);
});
