import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Response } from 'supertest';
import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';
import { CleanOrphanFiles } from '../../src/kernel/files/clean-orphan-files';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import type { SettingValues } from '../../src/modules/settings/setting-values';
import { PurgeTrash } from '../../src/modules/customers/trash/trash.job';

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let acme: string;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  rmSync(`${house.config.storageDir}/attachments`, { recursive: true, force: true });
  admin = await house.admin();
  acme = await aCustomer(house);
});

const PLAN = { name: 'Plan.pdf', content: Buffer.from('%PDF the plan') };
const tab = (customer = acme) => `/admin/customers/${customer}/files`;
const files = (): Promise<Record<string, string>[]> => house.dataSource.query('SELECT * FROM customer_files ORDER BY id');
const stored = () => readdirSync(`${house.config.storageDir}/attachments`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const last = async () => String((await files()).at(-1)!.id);

async function add(shared = 'staff', file = PLAN, customer = acme): Promise<string> {
  const answer = await admin.upload(tab(customer), 'files', file, { shared });
  expect(answer.status).toBe(303);
  return last();
}

async function share(id: string, fields: Fields): Promise<Response> {
  const form = (await admin.get(`${tab()}/${id}/edit`)).text;
  return admin.post(`${tab()}/${id}`, { name: 'Plan.pdf', version: /name="version" value="(\d+)"/.exec(form)![1], ...fields });
}

async function set(values: Partial<SettingValues>): Promise<void> {
  const store = house.app.get(SettingsStore);
  await store.write(house.dataSource.manager, values, new Date());
  await store.reload();
}

async function actions(): Promise<string[]> {
  const rows: { action: string }[] = await house.dataSource.query("SELECT action FROM activities WHERE subject_kind = 'customer_file' ORDER BY id");
  return rows.map(({ action }) => action.replace('customer_file.', ''));
}

test('staff add, save, rename, share, delete and take back; the tab counts and the customer\'s activity tells (CUS-21)', async () => {
  const id = await add();
  expect((await admin.get(`/admin/customers/${acme}`)).text).toMatch(/files">Files<span class="n">1</);
  const saved = await admin.get(`${tab()}/${id}`);
  expect([saved.status, saved.body.toString()]).toEqual([200, '%PDF the plan']);
  expect((await share(id, { name: 'Floor plan.pdf', shared: 'customer' })).status).toBe(303);
  const list = await admin.get(tab());
  expect(list.text).toContain('<bdi>Floor plan.pdf</bdi>');
  expect(list.text).toContain('All contacts');
  const gone = await admin.post(`${tab()}/${id}/deletion`);
  expect(gone.status).toBe(303);
  expect((await admin.get(tab())).text).toContain(`${tab()}/${id}/restoration`);
  expect((await admin.get(`${tab()}/${id}`)).status).toBe(404);
  expect((await admin.post(`${tab()}/${id}/restoration`)).status).toBe(303);
  expect((await admin.get(`${tab()}/${id}`)).status).toBe(200);
  expect(await actions()).toEqual(['added', 'edited', 'deleted', 'restored']);
  const activity = (await admin.get(`/admin/customers/${acme}/activity`)).text;
  expect(activity).toContain('added the file Plan.pdf');
  expect(activity).toContain('Only staff');
});

test('whoever sees the customer saves its files; only who may edit it changes them (CUS-24)', async () => {
  const id = await add();
  const viewer = (await house.staff({ name: 'Vic', permissions: ['customers.view'] })).visitor;
  const list = await viewer.get(tab());
  expect([list.text.includes('enctype'), list.text.includes('/deletion')]).toEqual([false, false]);
  expect((await viewer.get(`${tab()}/${id}`)).status).toBe(200);
  for (const path of [`/${id}`, `/${id}/deletion`, `/${id}/restoration`]) expect((await viewer.post(`${tab()}${path}`, { name: 'x', shared: 'staff', version: '1' })).status).toBe(403);
  expect((await viewer.upload(tab(), 'files', PLAN, { shared: 'staff' })).status).toBe(403);
  const own = await house.staff({ name: 'Olga' });
  expect((await own.visitor.get(`${tab()}/${id}`)).status).toBe(403);
  const other = await aCustomer(house, { companyName: 'Birch' });
  await anAdminOf(house, other, own.id);
  expect((await own.visitor.get(`${tab()}/${id}`)).status).toBe(404);
  expect((await own.visitor.get(`${tab(other)}/${id}`)).status).toBe(404);
  expect((await own.visitor.upload(tab(other), 'files', PLAN, { shared: 'staff' })).status).toBe(303);
  expect([(await files()).length, stored()]).toEqual([2, 2]);
});

test('a contact sees what is shared with all contacts or with it, and the rest answers like what is not there (ARE-2, A17)', async () => {
  const pia = await house.contact(acme, { name: 'Pia' });
  const jon = await house.contact(acme, { name: 'Jon' });
  const foreign = await house.contact(await aCustomer(house, { companyName: 'Birch' }), { name: 'Fay' });
  const [staffs, everybodys, pias] = [await add('staff'), await add('customer'), await add('staff')];
  expect((await share(pias, { shared: 'contacts', contacts: pia.linkId })).status).toBe(303);
  const bare = ({ text, headers }: Response, id: string) => [text.replace(/[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}|name="_\w+" value="[0-9a-f]*"/g, '').replaceAll(`/files/${id}`, ''), headers['content-type']];
  const seen = async (visitor: Visitor, id: string): Promise<number> => {
    const answer = await visitor.get(`/files/${id}`);
    if (answer.status === 404) expect(bare(answer, id)).toEqual(bare(await visitor.get('/files/999999'), '999999'));
    return answer.status;
  };
  const table = await Promise.all([pia, jon, foreign].map(async ({ visitor }) => [await seen(visitor, staffs), await seen(visitor, everybodys), await seen(visitor, pias)]));
  expect(table).toEqual([[404, 200, 200], [404, 200, 404], [404, 404, 404]]);
  expect((await jon.visitor.get('/files')).text.match(/Plan\.pdf<\/bdi>/g)).toHaveLength(1);
  expect((await foreign.visitor.get('/files')).text).not.toContain('Plan.pdf');
  await set({ areaSeeAllFiles: true });
  expect([await seen(jon.visitor, pias), await seen(jon.visitor, staffs), await seen(foreign.visitor, pias)]).toEqual([200, 404, 404]);
});

test('files are shared with contacts of their own customer only, and with somebody when contacts are chosen', async () => {
  const id = await add();
  const stranger = await aContact(house, await aCustomer(house, { companyName: 'Birch' }));
  const own = await aContact(house, acme, { firstName: 'Pia' });
  for (const contacts of [[], [stranger], [own, stranger]]) expect((await share(id, { shared: 'contacts', contacts })).status).toBe(422);
  expect((await files())[0].shared).toBe('staff');
  const forced = house.dataSource.query('INSERT INTO customer_file_contacts (customer_file_id, link_id, customer_id) VALUES (?, ?, ?)', [id, stranger, acme]);
  await expect(forced).rejects.toThrow(/foreign key/i);
});

test('two people change the same file: the second is told and keeps what it typed (CUS-18)', async () => {
  const id = await add();
  await share(id, { name: 'First.pdf', shared: 'staff' });
  const late = await admin.post(`${tab()}/${id}`, { name: 'Second.pdf', shared: 'staff', version: '1' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('value="Second.pdf"');
  expect((await files())[0].name).toBe('First.pdf');
});

test('a contact sends files: staff and the contact see them, colleagues when it says so', async () => {
  const pia = await house.contact(acme, { name: 'Pia' });
  const jon = await house.contact(acme, { name: 'Jon' });
  expect((await pia.visitor.upload('/files', 'files', PLAN, { customerId: acme })).status).toBe(303);
  const [mine] = await files();
  expect([mine.shared, mine.uploaded_by_kind, String(mine.uploaded_by_id), String(mine.customer_id)]).toEqual(['contacts', 'contact', pia.id, acme]);
  expect((await admin.get(tab())).text).toContain('Pia');
  expect([(await pia.visitor.get(`/files/${mine.id}`)).status, (await jon.visitor.get(`/files/${mine.id}`)).status]).toEqual([200, 404]);
  await pia.visitor.upload('/files', 'files', PLAN, { customerId: acme, colleagues: '1' });
  expect((await jon.visitor.get(`/files/${await last()}`)).status).toBe(200);
});

test('files go to the customer of their page, whichever is shown meanwhile, and to no other (CON-2)', async () => {
  const [second, foreign] = [await aCustomer(house), await aCustomer(house)];
  const pia = await house.contact(acme, { name: 'Pia' });
  await house.dataSource.query("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, permissions, created_at, updated_at) VALUES (?, ?, ?, 'invoices', NOW(), NOW())", [second, pia.id, pia.id]);
  await pia.visitor.post('/current-customer', { customerId: acme });
  expect((await pia.visitor.get('/files')).text).toContain(`name="customerId" value="${acme}"`);
  const send = async (customerId: string) => (await pia.visitor.upload('/files', 'files', PLAN, { customerId })).status;
  expect([await send(second), await send(foreign)]).toEqual([303, 404]);
  expect((await files()).map((file) => String(file.customer_id))).toEqual([second]);
  await house.dataSource.query("UPDATE customer_contacts SET permissions = '' WHERE customer_id = ?", [second]);
  expect(await send(second)).toBe(404);
});

test('a contact deletes its own files and no others, and only where the settings let it (ARE-5a)', async () => {
  const pia = await house.contact(acme, { name: 'Pia' });
  const jon = await house.contact(acme, { name: 'Jon' });
  await pia.visitor.upload('/files', 'files', PLAN, { customerId: acme, colleagues: '1' });
  const mine = await last();
  const staffs = await add('customer');
  const remove = async ({ visitor }: typeof pia, id: string) => (await visitor.post(`/files/${id}/deletion`)).status;
  expect(await remove(pia, mine)).toBe(403);
  await set({ areaDeleteFiles: true });
  expect([await remove(jon, mine), await remove(pia, staffs), await remove(pia, mine)]).toEqual([403, 403, 303]);
  expect((await jon.visitor.post(`/files/${mine}/restoration`)).status).toBe(404);
  expect((await pia.visitor.post(`/files/${mine}/restoration`)).status).toBe(303);
  await admin.post(`${tab()}/${mine}/deletion`);
  expect((await pia.visitor.post(`/files/${mine}/restoration`)).status).toBe(404);
});

test('who looks at the area as a contact reads its files and changes none (ARE-6)', async () => {
  await set({ areaDeleteFiles: true });
  const pia = await house.contact(acme, { name: 'Pia' });
  await pia.visitor.upload('/files', 'files', PLAN, { customerId: acme });
  const id = await last();
  const [{ id: staffId }] = await house.dataSource.query('SELECT id FROM staff');
  const later = new Date(Date.now() + 3_600_000);
  const { insertId } = await house.dataSource.query('INSERT INTO impersonations (staff_id, contact_id, customer_id, reason, started_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)', [staffId, pia.id, acme, 'Asked', new Date(), later]);
  await house.dataSource.query('UPDATE sessions SET impersonation_id = ?', [insertId]);
  const page = await pia.visitor.get('/files');
  expect([page.status, page.text.includes('enctype'), page.text.includes('/deletion')]).toEqual([200, false, false]);
  expect((await pia.visitor.get(`/files/${id}`)).status).toBe(200);
  expect((await pia.visitor.post(`/files/${id}/deletion`)).status).toBe(403);
  expect((await pia.visitor.upload('/files', 'files', PLAN, { customerId: acme })).status).toBe(403);
  expect(await files()).toHaveLength(1);
});

test('files go into the trash with their customer and come back with it; with the trash their content goes (CUS-20)', async () => {
  const id = await add('customer');
  const early = await add('customer');
  await admin.post(`${tab()}/${early}/deletion`);
  const pia = await house.contact(acme, { name: 'Pia' });
  await admin.post(`/admin/customers/${acme}/deletion`);
  expect((await admin.get(`${tab()}/${id}`)).status).toBe(404);
  expect((await pia.visitor.get(`/files/${id}`)).status).toBe(303);
  await admin.post(`/admin/customers/${acme}/restoration`);
  expect([(await admin.get(`${tab()}/${id}`)).status, (await admin.get(`${tab()}/${early}`)).status]).toEqual([200, 404]);
  await admin.post(`/admin/customers/${acme}/deletion`);
  const later = new Date(Date.now() + 31 * 86_400_000);
  await house.app.get(PurgeTrash).run(later);
  await house.app.get(CleanOrphanFiles).run(later);
  expect([await files(), stored()]).toEqual([[], 0]);
});

test('the first page of the area names the newest files, and only those the contact may save', async () => {
  const { visitor } = await house.contact(acme, { name: 'Pia' });
  await add('staff', { name: 'Margins.pdf', content: Buffer.from('secret') });
  expect((await visitor.get('/')).text).not.toContain('Margins.pdf');
  const id = await add('customer');
  const page = (await visitor.get('/')).text;
  expect(page).toContain(`href="/files/${id}"`);
  expect(page).not.toContain('Margins.pdf');
});

test('what is damaged or lost on the disk answers with a page, and a large one never arrives whole', async () => {
  const [small, large] = [await add(), await add('staff', { name: 'Large.bin', content: Buffer.alloc(3 * 1024 * 1024, 'x') })];
  const paths = async (id: string) => {
    const [{ key }] = await house.dataSource.query('SELECT f.storage_key AS `key` FROM customer_files c JOIN files f ON f.id = c.file_id WHERE c.id = ?', [id]);
    const found = readdirSync(`${house.config.storageDir}/attachments`, { recursive: true, withFileTypes: true }).find(({ name }) => name === key)!;
    return `${found.parentPath}/${found.name}`;
  };
  expect((await admin.get(`${tab()}/${large}`)).body).toHaveLength(3 * 1024 * 1024);
  writeFileSync(await paths(small), '%PDF the plaN');
  const changed = await admin.get(`${tab()}/${small}`);
  expect([changed.status, changed.headers['content-disposition']]).toEqual([500, undefined]);
  expect(changed.text).toContain('has to be brought back from a backup');
  writeFileSync(await paths(large), Buffer.alloc(3 * 1024 * 1024, 'y'));
  await expect(admin.get(`${tab()}/${large}`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  writeFileSync(await paths(large), 'short');
  expect((await admin.get(`${tab()}/${large}`)).status).toBe(500);
  rmSync(await paths(small));
  const lost = await admin.get(`${tab()}/${small}`);
  expect([lost.status, lost.text.includes('has to be brought back from a backup')]).toEqual([404, true]);
});

test('a file opens by the link to its own customer, whatever is current and open there (CON-2)', async () => {
  const other = await aCustomer(house);
  const { id: person, visitor } = await house.contact(acme, { name: 'Pia', permissions: [] });
  const now = new Date();
  await house.dataSource.query("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, permissions, created_at, updated_at) VALUES (?, ?, ?, 'normal', 'support', ?, ?)", [other, person, person, now, now]);
  const [there, here] = [await add('customer', PLAN, other), await add('customer')];
  expect((await visitor.post('/current-customer', { customerId: acme })).status).toBe(303);
  expect((await visitor.get('/files')).status).toBe(404);
  expect([(await visitor.get(`/files/${there}`)).status, (await visitor.get(`/files/${here}`)).status]).toEqual([200, 404]);
  await house.dataSource.query("UPDATE customer_contacts SET permissions = '' WHERE customer_id = ?", [other]);
  expect((await visitor.get(`/files/${there}`)).status).toBe(404);
});
