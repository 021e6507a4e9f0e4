import { LinkInvitations } from '../../src/modules/contacts/links/link-invitations.service';
import { shows, to } from '../customers/form';
import { lastToken, letters } from '../staff/letters';
import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';

const HOUR = 3_600_000;
const KNOWN = 'known@elsewhere.example';

let app: Awaited<ReturnType<typeof startApplication>>;
let own: Visitor;
let id: string;
let elsewhere: string;
let person: string;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  id = await aCustomer(app, { companyName: 'Nordlicht' });
  elsewhere = await aCustomer(app, { companyName: 'Hidden Ltd' });
  person = await aContact(app, elsewhere, { firstName: 'Secret', lastName: 'Name', email: KNOWN });
  const staff = await app.staff({ name: 'Own' });
  await anAdminOf(app, id, staff.id);
  own = staff.visitor;
});
afterAll(() => app.close());

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const tab = () => `/admin/customers/${id}/contacts`;
const ask = (fields: Fields = {}) => own.post(tab(), { firstName: 'Typed', lastName: 'Name', email: KNOWN.toUpperCase(), position: 'Adviser', kind: 'admin', active: '1', permissions: ['invoices'], mailSwitches: ['ticket'], do: 'ask', ...fields });
const confirm = (token: string, visitor = app.visitor()) => visitor.post('/links/confirm', { token });
const links = () => rows('SELECT position, kind, permissions, mail_switches AS mails FROM customer_contacts WHERE customer_id = ? AND deleted_at IS NULL', [id]);

test('whoever may not see all customers of a person asks it by mail, learns nothing, and the yes makes the link (CON-2)', async () => {
  const refused = await ask({ do: '' });
  expect(refused.status).toBe(422);
  for (const words of ['already in use', 'Ask by mail']) shows(refused, words);
  expect(to(await ask())).toBe(tab());
  const tabPage = await own.get(tab());
  for (const words of ['Asked to confirm', 'Typed Name']) shows(tabPage, words);
  for (const text of [refused.text, tabPage.text]) for (const word of ['Secret', 'Hidden Ltd', 'name="do" value="link"']) expect(text).not.toContain(word);
  expect(await links()).toEqual([]);
  expect((await letters(app)).map(({ kind, recipient_email }) => [kind, recipient_email])).toEqual([['contact-linked', KNOWN]]);
  const token = await lastToken(app);
  for (let opened = 0; opened < 3; opened += 1) shows(await app.visitor().get(`/links/confirm?token=${token}`), 'Nordlicht wants you, Secret Name');
  expect(await links()).toEqual([]);
  expect(to(await confirm(token))).toBe('/login');
  expect(await links()).toEqual([{ position: 'Adviser', kind: 'admin', permissions: 'invoices', mails: 'ticket' }]);
  expect((await confirm(token)).status).toBe(404);
  expect((await own.get(tab())).text).not.toContain('Asked to confirm');
  const told = await rows<{ action: string; actor_kind: string }>('SELECT action, actor_kind FROM activities WHERE customer_id = ? AND action LIKE "contact.%" ORDER BY id', [id]);
  expect(told).toEqual([{ action: 'contact.asked', actor_kind: 'staff' }, { action: 'contact.created', actor_kind: 'contact' }]);
});

test('one of fifty confirmations makes the link, and of fifty questions one stands', async () => {
  await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect(await rows('SELECT COUNT(*) AS n FROM link_invitations WHERE open_key IS NOT NULL')).toEqual([{ n: '1' }]);
  to(await ask());
  const token = await lastToken(app);
  const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(token)));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(await links()).toHaveLength(1);
});

test('nobody is asked who is not there, or is a contact of the customer already', async () => {
  for (const email of ['free@nowhere.example', '']) expect((await ask({ email })).status).toBe(422);
  await aContact(app, id, { email: 'here@nordlicht.example' });
  expect((await ask({ email: 'here@nordlicht.example' })).status).toBe(422);
  expect(await letters(app)).toEqual([]);
});

const deaths: readonly [string, () => Promise<unknown>][] = [
  ['fourteen days', async () => app.clock.set(new Date(Date.now() + 14 * 24 * HOUR + 2000))],
  ['a newer question', () => ask()],
  ['being withdrawn', async () => own.post(`${tab()}/questions/${(await rows<{ id: string }>('SELECT id FROM link_invitations'))[0].id}/withdrawal`)],
  ['deactivating the person', () => rows('UPDATE contacts SET active = 0')],
  ['deleting the customer', async () => (await app.admin()).post(`/admin/customers/${id}/deletion`)],
  ['deleting the person', async () => (await app.admin()).post(`/admin/customers/${elsewhere}/deletion`)],
  ['another address of the person', async () => {
    const form = { firstName: 'Secret', lastName: 'Name', email: 'new@elsewhere.example', kind: 'normal', active: '1', version: '1', personVersion: '1', moveInvitation: 'no' };
    expect((await (await app.admin()).post(`/admin/customers/${elsewhere}/contacts/${person}`, form)).status).toBe(303);
  }],
];
test.each(deaths)('a question dies by %s', async (_name, cause) => {
  to(await ask());
  const token = await lastToken(app);
  await cause();
  expect((await app.visitor().get(`/links/confirm?token=${token}`)).status).toBe(404);
  expect((await confirm(token)).status).toBe(404);
  expect(await links()).toEqual([]);
});

test('a question goes along to another address where that is wanted', async () => {
  to(await ask());
  const before = await lastToken(app);
  const admin = await app.admin();
  const form = { firstName: 'Secret', lastName: 'Name', email: 'new@elsewhere.example', kind: 'normal', active: '1', version: '1', personVersion: '1' };
  expect((await admin.post(`/admin/customers/${elsewhere}/contacts/${person}`, form)).status).toBe(422);
  to(await admin.post(`/admin/customers/${elsewhere}/contacts/${person}`, { ...form, moveInvitation: 'yes' }));
  expect((await letters(app)).at(-1)).toMatchObject({ kind: 'contact-linked', recipient_email: 'new@elsewhere.example' });
  expect((await confirm(before)).status).toBe(404);
  to(await confirm(await lastToken(app)));
  expect(await links()).toHaveLength(1);
});

test('a token of another shape opens nothing', async () => {
  to(await ask());
  const token = await lastToken(app);
  const found = await Promise.all(['f'.repeat(64), '', '0', `${token}0`].map(async (bad) => (await app.visitor().get(`/links/confirm?token=${bad}`)).status));
  expect(new Set(found)).toEqual(new Set([404]));
  for (const bad of [0, true, [token], { token }, null]) expect(await app.app.get(LinkInvitations).find(bad)).toBeNull();
  for (const table of ['link_invitations', 'mail_outbox', 'activities']) expect(JSON.stringify(await rows(`SELECT * FROM ${table}`))).not.toContain(token);
});

test('a mail that asks is sent again with a new link, as long as the question stands (MAIL-2)', async () => {
  to(await ask());
  const first = await lastToken(app);
  const admin = await app.admin();
  await app.dataSource.query("UPDATE mail_outbox SET state = 'sent', secret = NULL");
  const [{ id: mail }] = await letters(app);
  to(await admin.post(`/admin/mail/${mail}/resending`));
  expect((await letters(app)).map(({ kind }) => kind)).toEqual(['contact-linked', 'contact-linked']);
  expect((await confirm(first)).status).toBe(404);
  const [{ id: question }] = await rows<{ id: string }>('SELECT id FROM link_invitations');
  to(await confirm(await lastToken(app)));
  expect(await links()).toHaveLength(1);
  const { id: second } = (await letters(app)).at(-1) ?? { id: '' };
  await app.dataSource.query("UPDATE mail_outbox SET state = 'sent', secret = NULL");
  expect([question, (await admin.post(`/admin/mail/${second}/resending`)).status]).toEqual([question, 422]);
});
