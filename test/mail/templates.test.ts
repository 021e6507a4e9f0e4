import { MailDelivery } from '../../src/kernel/outbox/mail-delivery';
import { inTransaction } from '../../src/kernel/db/transaction';
import { Outbox } from '../../src/kernel/outbox/outbox';
import { ADMIN, startApplication, type TestApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { Sink } from './sink';

// MAIL-1: words of mails are changed, looked at with real records, tried, put back; kinds are switched on and off.

const sink = new Sink();
const AT = '/admin/settings/mail/new-customer/en';
let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  test = await startApplication({ SMTP_URL: `smtp://127.0.0.1:${await sink.listen()}`, MAIL_FROM: 'crm@clientele.example' });
});
beforeEach(async () => {
  await test.reset();
  sink.received.length = 0;
  admin = await test.admin();
});
afterAll(async () => {
  await test.close();
  await sink.close();
});

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const save = (fields: Record<string, string>, who = admin) => who.post(AT, { subject: 'Hello', body: 'Text', version: '0', do: 'save', ...fields });
const actions = async () => (await rows<{ action: string }>("SELECT action FROM activities WHERE subject_kind = 'mail_template' ORDER BY id")).map(({ action }) => action);
const deliver = () => test.app.get(MailDelivery).run(test.clock.now());
const VALUES = { customer_name: 'Ahornhof', customer_number: 'C-7', made_by: 'Ada', customer_address: 'http://localhost/admin/customers/7' };

async function queue(dedupeKey = 'one'): Promise<void> {
  const [{ id }] = await rows<{ id: string }>('SELECT id FROM staff LIMIT 1');
  await inTransaction(test.dataSource, (tx) => test.app.get(Outbox).queue(tx, { kind: 'new-customer', to: { kind: 'staff', id }, values: VALUES, dedupeKey }));
}

it('lists the kinds, and what is changed of them', async () => {
  expect((await admin.get('/admin/settings')).text).toContain('/admin/settings/mail');
  const before = (await admin.get('/admin/settings/mail')).text;
  expect(before).toContain(AT);
  expect(before).toContain('127.0.0.1');
  await save({ subject: 'New: {customer_name}' });
  expect((await admin.get('/admin/settings/mail')).text).toContain('English</td>');
});

it('shows the built-in words, and keeps what is saved, for this kind and language alone', async () => {
  expect((await admin.get(AT)).text).toContain('New customer: {customer_name}');
  expect((await save({ subject: 'New: {customer_name}', body: 'Look: {customer_address}' })).headers.location).toBe(AT);
  expect(await rows('SELECT kind, language, subject, body, version FROM mail_templates')).toEqual([{ kind: 'new-customer', language: 'en', subject: 'New: {customer_name}', body: 'Look: {customer_address}', version: 1 }]);
  expect((await admin.get(AT)).text).toContain('value="New: {customer_name}"');
  expect(await actions()).toEqual(['mail_template.changed']);
  await queue();
  await deliver();
  expect(sink.received[0].raw).toContain('Subject: New: Ahornhof');
});

it('refuses a field that is none at the place where it stands, and keeps what was typed', async () => {
  const answer = await save({ subject: 'Hi {nobody}', body: 'Kept words' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('There is no field {nobody} in this mail. You can use {company_name} {recipient_name} {customer_name}');
  expect(answer.text).toContain('Kept words');
  expect(answer.text).toMatch(/id="subject"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="subject"/);
  expect((await save({ body: '{constructor}' })).status).toBe(422);
  expect((await save({ subject: '' })).status).toBe(422);
  expect(await rows('SELECT * FROM mail_templates')).toEqual([]);
  expect((await save({ body: '{{nobody}} ${7*7} <%= x %>' })).status).toBe(303);
});

it('tells the second of two who edit, and shows both', async () => {
  await save({ subject: 'First', body: 'Theirs' });
  const second = await save({ subject: 'Second', body: 'Mine' });
  expect(second.status).toBe(409);
  expect(second.text).toContain('Somebody else has saved these words meanwhile.');
  expect(second.text).toContain('Theirs');
  expect(second.text).toContain('Mine');
  const version = /name="version" value="(\d+)"/.exec(second.text)?.[1] ?? '';
  expect((await save({ subject: 'Second', body: 'Mine', version })).status).toBe(303);
  expect(await rows('SELECT subject, version FROM mail_templates')).toEqual([{ subject: 'Second', version: 2 }]);
  expect((await admin.post(`${AT}/reset`, { version: '1' })).status).toBe(409);
  expect((await admin.post(`${AT}/reset`, { version: '2' })).status).toBe(303);
  expect(await rows('SELECT * FROM mail_templates')).toEqual([]);
  expect(await actions()).toEqual(['mail_template.changed', 'mail_template.changed', 'mail_template.reset']);
});

it('of fifty first savers at once one wins', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => save({ subject: `Saver ${index}` })));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
  expect(await rows('SELECT version FROM mail_templates')).toEqual([{ version: 1 }]);
});

it('shows what is typed with a real record, and nothing that runs', async () => {
  const id = await aCustomer(test, { companyName: 'Ahornhof <b onclick=x>' });
  const preview = await admin.post(AT, { subject: 'S {customer_name}', body: 'Seen {customer_name}\n\n[Open]({customer_address})', version: '0', do: 'preview', record: id, find: 'ahorn' });
  expect(preview.status).toBe(200);
  expect(preview.text).toContain('Seen <bdi>Ahornhof &lt;b onclick&#x3D;x&gt;</bdi>');
  expect(preview.text).toContain(`http://localhost/admin/customers/${id}`);
  expect(preview.text).toContain(`value="${id}" selected`);
  expect(await rows('SELECT * FROM mail_templates')).toEqual([]);
  expect((await admin.post(AT, { subject: 'S', body: 'B {customer_name}', version: '0', do: 'preview', find: 'nothing like it' })).text).toContain('Sample Ltd');
});

it('offers contacts for letters to contacts', async () => {
  const customer = await aCustomer(test, { companyName: 'Ahornhof' });
  const link = await aContact(test, customer, { firstName: 'Prim', lastName: 'Rose', email: 'prim@ahorn.example' });
  const { text } = await admin.get(`/admin/settings/mail/welcome/en?record=${link}`);
  expect(text).toContain('Prim Rose (Ahornhof)');
  expect(text).toContain('Hello <bdi>Prim Rose</bdi>,');
});

it('sends a test to oneself through the outbox, also of a kind that is off, but not without end', async () => {
  await save({ subject: 'Mine: {customer_name}' });
  await admin.post('/admin/settings/mail/new-customer/deactivation');
  expect((await admin.post(`${AT}/test`)).status).toBe(303);
  expect(await rows('SELECT chosen_by, recipient_email, state FROM mail_outbox')).toEqual([{ chosen_by: 'test', recipient_email: ADMIN.email, state: 'waiting' }]);
  await deliver();
  expect(sink.received[0].to).toEqual([ADMIN.email]);
  expect(sink.received[0].raw).toContain('Subject: Test: Mine: Sample Ltd');
  const more = [];
  for (let index = 0; index < 10; index += 1) more.push((await admin.post(`${AT}/test`)).status);
  expect(more.filter((status) => status === 429)).toHaveLength(1);
});

it('a test mail of a kind with a link carries no link that works', async () => {
  await admin.post('/admin/settings/mail/staff-reset/en/test');
  await deliver();
  expect(sink.received[0].raw).not.toMatch(/token(?:=3D|=)[0-9a-f]{8}/);
  expect(await rows('SELECT * FROM access_tokens')).toEqual([]);
});

describe('a kind that is switched off', () => {
  it('is written down as not sent, and dropped when it was written before', async () => {
    await queue('before');
    await admin.post('/admin/settings/mail/new-customer/deactivation');
    await queue('after');
    expect(await rows('SELECT dedupe_key, state, reason FROM mail_outbox ORDER BY id')).toEqual([
      { dedupe_key: 'before', state: 'waiting', reason: null }, { dedupe_key: 'after', state: 'dropped', reason: 'kind_off' },
    ]);
    await deliver();
    expect(sink.received).toEqual([]);
    expect(await rows('SELECT DISTINCT state, reason FROM mail_outbox')).toEqual([{ state: 'dropped', reason: 'kind_off' }]);
    expect((await admin.get('/admin/mail')).text).toContain('This kind of mail is switched off.');
    await admin.post('/admin/settings/mail/new-customer/activation');
    await queue('again');
    await deliver();
    expect(sink.received).toHaveLength(1);
    expect(await actions()).toEqual(['mail_template.switchedOff', 'mail_template.switchedOn']);
  });

  it('is none that a login rests on', async () => {
    const answer = await admin.post('/admin/settings/mail/staff-reset/deactivation');
    expect(answer.status).toBe(422);
    await rows("INSERT INTO mail_kinds_off (kind, since) VALUES ('staff-reset', ?)", [new Date()]);
    await test.visitor().post('/admin/password/forgotten', { email: ADMIN.email });
    await deliver();
    expect(sink.received).toHaveLength(1);
  });
});

it('is for administrators, and for kinds and languages there are', async () => {
  const { visitor } = await test.staff({ name: 'Clerk', permissions: ['customers.view', 'customers.edit'] });
  expect((await visitor.get(AT)).status).toBe(403);
  expect((await save({}, visitor)).status).toBe(403);
  for (const path of ['nothing/en', 'new-customer/xx', 'new-customer/__proto__', 'constructor/en']) expect((await admin.get(`/admin/settings/mail/${path}`)).status).toBe(404);
});
