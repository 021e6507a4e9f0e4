import { createServer } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApplication } from '../../src/application';
import { StaffActor } from '../../src/kernel/access/actor';
import { inTransaction } from '../../src/kernel/db/transaction';
import { Log } from '../../src/kernel/log/log';
import { MailDelivery } from '../../src/kernel/outbox/mail-delivery';
import { Outbox } from '../../src/kernel/outbox/outbox';
import { MailServer, problemOf } from '../../src/modules/mail/mail-server';
import { ADMIN, startApplication, type TestApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { lastToken } from '../staff/letters';
import { Sink } from './sink';

// MAIL-2: what became of a mail is found, sent again, thrown away, and stands on the customer's page; the server is tried.

const sink = new Sink();
let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  test = await startApplication({ SMTP_URL: `smtp://crm:hush@127.0.0.1:${await sink.listen()}`, MAIL_FROM: 'crm@clientele.example' });
});
beforeEach(async () => {
  await test.reset();
  sink.calm();
  admin = await test.admin();
});
afterAll(async () => {
  await test.close();
  await sink.close();
});

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const deliver = () => test.app.get(MailDelivery).run(test.clock.now());
const forget = () => test.visitor().post('/admin/password/forgotten', { email: ADMIN.email });
const VALUES = { changed_at: '2026-01-02T03:04:05Z', forgotten_address: 'http://localhost/x' };

async function queue(dedupeKey: string, to?: { kind: 'contact'; id: string }, customerId?: string): Promise<string> {
  const [{ id: staff }] = await rows<{ id: string }>('SELECT CAST(id AS CHAR) AS id FROM staff LIMIT 1');
  await inTransaction(test.dataSource, (tx) => test.app.get(Outbox).queue(tx, { kind: 'staff-password-changed', to: to ?? { kind: 'staff', id: staff }, values: VALUES, dedupeKey, customerId }));
  return (await rows<{ id: string }>('SELECT CAST(id AS CHAR) AS id FROM mail_outbox WHERE dedupe_key = ?', [dedupeKey]))[0].id;
}

/** A failed mail. */
async function failed(key = 'failed'): Promise<string> {
  const id = await queue(key);
  await rows("UPDATE mail_outbox SET state = 'failed', reason = '550 no such user' WHERE id = ?", [id]);
  return id;
}

describe('sending again', () => {
  it('goes to the address it was written to, where its kind names one (CON-10a)', async () => {
    const { id: contact } = await test.contact(await aCustomer(test), { name: 'Pia' });
    const letter = { kind: 'email-changed', to: { kind: 'contact', id: contact }, givenAddress: 'old@pia.example', values: { new_email: 'new@pia.example', changed_at: VALUES.changed_at }, dedupeKey: 'told' } as const;
    await inTransaction(test.dataSource, (tx) => test.app.get(Outbox).queue(tx, letter));
    const [{ id }] = await rows<{ id: string }>("SELECT CAST(id AS CHAR) AS id FROM mail_outbox WHERE dedupe_key = 'told'");
    await rows("UPDATE mail_outbox SET state = 'failed' WHERE id = ?", [id]);
    expect((await admin.post(`/admin/mail/${id}/resending`)).status).toBe(303);
    expect(await rows('SELECT recipient_email FROM mail_outbox')).toEqual([{ recipient_email: 'old@pia.example' }, { recipient_email: 'old@pia.example' }]);
  });

  it('makes a new mail, closes the failed one, and is written down', async () => {
    const id = await failed();
    expect((await admin.post(`/admin/mail/${id}/resending`)).headers.location).toBe('/admin/mail');
    expect(await rows('SELECT state, reason FROM mail_outbox ORDER BY id')).toEqual([{ state: 'dropped', reason: 'resent' }, { state: 'waiting', reason: null }]);
    expect(await rows("SELECT action FROM activities WHERE subject_kind = 'mail'")).toEqual([{ action: 'mail.resent' }]);
    await deliver();
    expect(sink.received).toHaveLength(1);
  });

  it('of fifty at once one is done', async () => {
    const id = await failed();
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(`/admin/mail/${id}/resending`)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.every(({ status }) => [303, 409, 422].includes(status))).toBe(true);
    expect(await rows('SELECT state FROM mail_outbox ORDER BY id')).toHaveLength(2);
  });

  it('a mail with a link gets a new link, and the old one is dead', async () => {
    await forget();
    const old = await lastToken(test);
    await deliver();
    const [{ id }] = await rows('SELECT id FROM mail_outbox');
    await admin.post(`/admin/mail/${String(id)}/resending`);
    const renewed = await lastToken(test);
    expect(renewed).not.toBe(old);
    expect((await test.visitor().get(`/admin/password/set?token=${old}`)).status).toBe(404);
    expect((await test.visitor().get(`/admin/password/set?token=${renewed}`)).status).toBe(200);
  });

  it('twice in a minute is once, of a mail that was sent', async () => {
    const id = await queue('sent');
    await deliver();
    expect(await Promise.all([1, 2, 3].map(async () => (await admin.post(`/admin/mail/${id}/resending`)).status))).toEqual([303, 303, 303]);
    expect(await rows('SELECT state FROM mail_outbox ORDER BY id')).toEqual([{ state: 'sent' }, { state: 'waiting' }]);
  });

  it('is refused while it waits', async () => {
    expect((await admin.post(`/admin/mail/${await queue('waits')}/resending`)).status).toBe(422);
  });
});

describe('discarding', () => {
  it('ends what waits or has failed, with its secret, and nothing else', async () => {
    await forget();
    const [{ id }] = await rows('SELECT id FROM mail_outbox');
    await admin.post(`/admin/mail/${String(id)}/discarding`);
    expect(await rows('SELECT state, reason, secret FROM mail_outbox')).toEqual([{ state: 'dropped', reason: 'discarded', secret: null }]);
    expect((await admin.post(`/admin/mail/${String(id)}/discarding`)).status).toBe(422);
    await deliver();
    expect(sink.received).toEqual([]);
  });

  it('takes nothing from a worker that is sending it', async () => {
    const id = await queue('held');
    await rows("UPDATE mail_outbox SET lease_token = 'held', lease_until = ? WHERE id = ?", [new Date(Date.now() + 60_000), id]);
    expect((await admin.post(`/admin/mail/${id}/discarding`)).status).toBe(409);
    expect(await rows('SELECT state FROM mail_outbox')).toEqual([{ state: 'waiting' }]);
  });
});

it('shows failed mails first, with the reason', async () => {
  await failed();
  for (let index = 0; index < 3; index += 1) await queue(`newer ${index}`);
  const { text } = await admin.get('/admin/mail');
  expect(text).toContain('Could not be delivered');
  expect(text.indexOf('550 no such user')).toBeLessThan(text.indexOf('Waiting</span>'));
  expect((await admin.get('/admin/mail?state=sent')).text).not.toContain('Could not be delivered');
});

it('finds mails by recipient, customer, kind and period', async () => {
  const customer = await aCustomer(test, { companyName: 'Ahornhof' });
  const link = await aContact(test, customer, { firstName: 'Prim', lastName: 'Rose', email: 'prim@ahorn.example' });
  const [{ contact }] = await rows<{ contact: string }>('SELECT CAST(contact_id AS CHAR) AS contact FROM customer_contacts WHERE id = ?', [link]);
  const id = await queue('about', { kind: 'contact', id: contact }, customer);
  await forget();
  const found = async (query: string) => [...(await admin.get(`/admin/mail?${query}`)).text.matchAll(/href="\/admin\/mail\/(\d+)"/g)].map(([, mail]) => mail);
  expect(await found('q=prim%40')).toEqual([id]);
  expect(await found('q=Prim')).toEqual([id]);
  expect(await found('q=horn')).toEqual([id]);
  expect(await found('q=%25')).toEqual([]);
  expect(await found('kind=staff-reset')).toHaveLength(1);
  await rows("UPDATE mail_outbox SET created_at = created_at - INTERVAL 10 DAY WHERE id = ?", [id]);
  expect(await found('period=7')).toHaveLength(1);
  expect(await found('period=30')).toHaveLength(2);
  expect(await found('period=7&q=prim')).toEqual([]);
});

it('finds the newest of ten thousand, with and without a filter', async () => {
  const rare = await queue('rare');
  await rows(`
    INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, merge_values, dedupe_key, state, due_at, created_at)
    WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 100)
    SELECT 'new-customer', 'en', 'staff', 1, 'Common', 'common@clientele.example', '{}', CONCAT(a.i, ' ', b.i), 'sent', NOW(6), NOW(6) FROM n a JOIN n b`);
  await rows("UPDATE mail_outbox SET recipient_name = 'Common' WHERE id = ?", [rare]);
  const [{ newest }] = await rows<{ newest: string }>('SELECT CAST(MAX(id) AS CHAR) AS newest FROM mail_outbox');
  const found = async (query: string) => [...(await admin.get(`/admin/mail?${query}`)).text.matchAll(/href="\/admin\/mail\/(\d+)"/g)].map(([, mail]) => mail);
  const page = await found('q=comm');
  expect(page).toHaveLength(50);
  expect(page[0]).toBe(newest);
  expect(await found('q=comm&kind=staff-password-changed')).toEqual([rare]);
  expect(await found('q=comm&kind=staff-password-changed&state=sent')).toEqual([]);
  expect(await found('q=comm&kind=new-customer&state=sent&period=1')).toEqual(page);
});

it('stands on the page of its customer, for those who see the customer, and says nothing of others', async () => {
  const [mine, other] = [await aCustomer(test, { companyName: 'Mine' }), await aCustomer(test, { companyName: 'Other' })];
  const id = await queue('mine', undefined, mine);
  const foreign = await queue('other', undefined, other);
  const { id: clerk, visitor } = await test.staff({ name: 'Clerk' });
  await anAdminOf(test, mine, clerk);
  expect((await visitor.get(`/admin/customers/${mine}/mails`)).text).toContain(`/admin/customers/${mine}/mails/${id}`);
  expect((await visitor.get(`/admin/customers/${mine}/mails/${id}`)).text).toContain('Delivery');
  for (const path of [`${mine}/mails/${foreign}`, `${other}/mails`, `${other}/mails/${foreign}`]) expect((await visitor.get(`/admin/customers/${path}`)).status).toBe(404);
  await admin.post(`/admin/mail/${id}/discarding`);
  expect((await visitor.get(`/admin/customers/${mine}/activity`)).text).toContain('discarded a mail to');
});

describe('trying the mail server', () => {
  const actor = new StaffActor({ id: '1', name: 'Ada', email: 'ada@clientele.example', administrator: true, mustChangePassword: false, language: 'en', timeZone: null, theme: 'system', density: 'dense', shortcuts: true, permissions: [], isCustomerAdmin: false, sessionId: 'x' } as never);
  const tried = async (smtpUrl: string | null) => {
    const app: NestExpressApplication = await createApplication(Object.assign(Object.create(test.config), { smtpUrl }), new Log('silent'));
    const result = await app.get(MailServer).test(actor);
    await app.close();
    return result.result.replace('mail.server.results.', '');
  };

  it('shows where mails go without the password, sends one to oneself, and not without end', async () => {
    const page = await admin.get('/admin/settings/mail');
    expect(page.text).toContain('127.0.0.1');
    expect(page.text).not.toContain('hush');
    const answer = await admin.post('/admin/settings/mail/server/test');
    expect(answer.text).toContain('The mail server has taken the test mail.');
    const more = [];
    for (let index = 0; index < 11; index += 1) more.push((await admin.post('/admin/settings/mail/server/test')).status);
    expect(more).toContain(429);
  });

  it.each([
    [{ code: 'EDNS', message: 'queryA ENOTFOUND mail.example' }, 'name'], [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'refused'], [{ code: 'ETIMEDOUT' }, 'timeout'],
    [{ code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' }, 'encryption'], [{ code: 'ETLS' }, 'encryption'], [{ code: 'EAUTH', responseCode: 535 }, 'sign_in'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553 }, 'sender'], [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'recipient'], [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'message'], [{ code: 'ECONNECTION' }, 'connection'],
  ])('%j is %s', (error, problem) => expect(problemOf(error)).toBe(problem));

  // Last: an application that is closed takes the way to sign in with it.
  it('says what went wrong', async () => {
    const at = new URL(test.config.smtpUrl ?? '').port;
    expect(await tried(`smtp://127.0.0.1:${at}`)).toBe('taken');
    expect(sink.received.at(-1)?.to).toEqual(['ada@clientele.example']);
    sink.answer = () => 550;
    expect(await tried(`smtp://127.0.0.1:${at}`)).toBe('recipient');
    expect(await tried(null)).toBe('not_set');
    expect(await tried('smtp://127.0.0.1:9')).toBe('refused');
    expect(await tried(`smtps://127.0.0.1:${at}`)).toBe('encryption');
    const silent = createServer(() => undefined);
    const port = await new Promise<number>((resolve) => silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)));
    expect(await tried(`smtp://127.0.0.1:${port}?greetingTimeout=300`)).toBe('timeout');
    silent.close();
  });
});
