import { inTransaction } from '../../src/kernel/db/transaction';
import { MailDelivery } from '../../src/kernel/outbox/mail-delivery';
import { OutboxRows } from '../../src/kernel/outbox/outbox.queries';
import { Outbox, type Chosen } from '../../src/kernel/outbox/outbox';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { startApplication, type TestApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import { Sink } from './sink';

// F4, F5, F7, F8 and A23 in short, in one process; `npm run faults` does them at length with three (test/faults/long).

const sink = new Sink();
let test: TestApplication & { reset(): Promise<void> };

beforeAll(async () => {
  test = await startApplication({ SMTP_URL: `smtp://127.0.0.1:${await sink.listen()}?socketTimeout=1500`, MAIL_FROM: 'crm@clientele.example' });
});
beforeEach(async () => {
  await test.reset();
  sink.calm();
});
afterAll(async () => {
  await test.close();
  await sink.close();
});

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const deliver = () => test.app.get(MailDelivery).run(test.clock.now());
const later = (ms: number) => test.clock.set(new Date(test.clock.now().getTime() + ms));
const messageIds = () => sink.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
const states = async () => Object.fromEntries((await rows<{ state: string; n: string }>('SELECT state, COUNT(*) AS n FROM mail_outbox GROUP BY state')).map(({ state, n }) => [state, Number(n)]));
const outcomes = async () => (await rows<{ outcome: string }>('SELECT outcome FROM mail_attempts ORDER BY id')).map(({ outcome }) => outcome);
const VALUES = { changed_at: '2026-01-02T03:04:05Z', forgotten_address: 'http://localhost/x' };

function queue(to: { kind: 'staff' | 'contact'; id: string }, dedupeKey: string, more: { customerId?: string; chosen?: Chosen } = {}): Promise<void> {
  return inTransaction(test.dataSource, (tx) => test.app.get(Outbox).queue(tx, { kind: 'staff-password-changed', to, values: VALUES, dedupeKey, ...more }));
}

async function queueMany(count: number): Promise<void> {
  const [{ id }] = await rows<{ id: string }>('SELECT CAST(id AS CHAR) AS id FROM staff LIMIT 1');
  for (let index = 0; index < count; index += 1) await queue({ kind: 'staff', id }, `mail ${index}`);
}

it('F4: while the server is away few mails are tried, and all arrive once it is back', async () => {
  await queueMany(40);
  await sink.close();
  await deliver();
  const tried = (await outcomes()).length;
  expect(tried).toBeGreaterThan(0);
  expect(tried).toBeLessThanOrEqual(10);
  expect(new Set(await outcomes())).toEqual(new Set(['unreached']));
  expect(await rows('SELECT id FROM mail_outbox WHERE lease_token IS NOT NULL')).toEqual([]);
  await sink.listen();
  later(61_000);
  await deliver();
  expect(await states()).toEqual({ sent: 40 });
  expect(new Set(messageIds()).size).toBe(40);
  expect(sink.received).toHaveLength(40);
});

it('F5: a connection that never answers holds up its own mail only', async () => {
  await queueMany(40);
  sink.treat = (nth) => (nth === 1 ? 'silence' : 'take');
  await deliver();
  expect(await states()).toEqual({ sent: 39, waiting: 1 });
  expect((await outcomes()).filter((outcome) => outcome === 'unknown')).toHaveLength(1);
  later(61_000);
  await deliver();
  expect(await states()).toEqual({ sent: 40 });
  expect(sink.received).toHaveLength(40);
});

it('F7: an answer that is lost makes one copy more, under the same Message-ID, and is shown', async () => {
  await queueMany(12);
  sink.treat = (nth) => (nth <= 3 ? 'drop' : 'take');
  await deliver();
  later(61_000);
  await deliver();
  expect(await states()).toEqual({ sent: 12 });
  expect(sink.received).toHaveLength(15);
  expect(new Set(messageIds()).size).toBe(12);
  expect((await outcomes()).filter((outcome) => outcome === 'unknown')).toHaveLength(3);
  const [{ mail_id: id }] = await rows("SELECT mail_id FROM mail_attempts WHERE outcome = 'unknown' LIMIT 1");
  const page = await (await test.admin()).get(`/admin/mail/${String(id)}`);
  expect(page.text).toContain('Handed over without an answer; it may arrive twice');
  expect(page.text).toContain('Taken by the mail server');
});

it('F6: what died with its worker is tried alone, and a crash of another is not counted against what was only claimed', async () => {
  await queueMany(3);
  await rows("UPDATE mail_outbox SET lease_token = 'dead', lease_until = ?, crashes = 0", [new Date(0)]);
  await rows("UPDATE mail_outbox SET begun_at = created_at WHERE dedupe_key = 'mail 1'");
  await deliver();
  expect(await rows('SELECT dedupe_key, crashes, state FROM mail_outbox ORDER BY id')).toEqual([
    { dedupe_key: 'mail 0', crashes: 0, state: 'sent' }, { dedupe_key: 'mail 1', crashes: 1, state: 'sent' }, { dedupe_key: 'mail 2', crashes: 0, state: 'sent' },
  ]);
  expect((await outcomes()).filter((outcome) => outcome === 'crashed')).toHaveLength(1);
  expect((await outcomes()).filter((outcome) => outcome === 'sent')).toHaveLength(3);
});

it('a database that fails for one mail holds up that mail only, and not as if its worker had died', async () => {
  await queueMany(10);
  const rowsOf = test.app.get(OutboxRows);
  const begin = rowsOf.begin.bind(rowsOf);
  jest.spyOn(rowsOf, 'begin').mockImplementation((mail, ...rest) => (mail.dedupeKey === 'mail 3' ? Promise.reject(new Error('no connection came free')) : begin(mail, ...rest)));
  await deliver();
  expect(await states()).toEqual({ sent: 9, waiting: 1 });
  jest.restoreAllMocks();
  later(6_000);
  await deliver();
  expect(await rows("SELECT state, crashes FROM mail_outbox WHERE dedupe_key = 'mail 3'")).toEqual([{ state: 'sent', crashes: 0 }]);
});

describe('F8: what is no longer true when its turn comes', () => {
  it.each([
    ['the contact is inactive', 'UPDATE contacts SET active = 0 WHERE id = ?', 'contact', 'recipient_inactive'],
    ['the contact is in the trash', 'UPDATE contacts SET email_key = NULL, deleted_at = UTC_TIMESTAMP(6) WHERE id = ?', 'contact', 'recipient_gone'],
    ['the contact works for the customer no more', 'UPDATE customer_contacts SET contact_key = NULL, deleted_at = UTC_TIMESTAMP(6) WHERE contact_id = ?', 'contact', 'customer_gone'],
    ['the contact has no address any more', 'UPDATE contacts SET email = NULL, email_key = NULL WHERE id = ?', 'contact', 'no_address'],
    ['the customer is inactive', 'UPDATE customers SET active = 0 WHERE id = ?', 'customer', 'customer_inactive'],
    ['the customer is in the trash', 'UPDATE customers SET deleted_at = UTC_TIMESTAMP(6) WHERE id = ?', 'customer', 'customer_gone'],
  ])('%s', async (_name, flip, of, reason) => {
    const { customer, contact } = await someone();
    await queue({ kind: 'contact', id: contact }, 'one', { customerId: customer });
    await queue({ kind: 'contact', id: contact }, 'by hand', { customerId: customer, chosen: { by: 'hand' } });
    await rows(flip, [of === 'contact' ? contact : customer]);
    await deliver();
    expect(sink.received).toEqual([]);
    expect(await rows('SELECT DISTINCT state, reason FROM mail_outbox')).toEqual([{ state: 'dropped', reason }]);
  });

  it('a switch turned off drops those it chose, and nobody who was chosen by hand', async () => {
    const { customer, contact } = await someone();
    const to = { kind: 'contact' as const, id: contact };
    await rows("UPDATE customer_contacts SET mail_switches = 'invoice,estimate' WHERE contact_id = ?", [contact]);
    await queue(to, 'invoice', { customerId: customer, chosen: { by: 'switch', switchKey: 'invoice' } });
    await queue(to, 'estimate', { customerId: customer, chosen: { by: 'switch', switchKey: 'estimate' } });
    await queue(to, 'hand', { customerId: customer, chosen: { by: 'hand' } });
    await rows("UPDATE customer_contacts SET mail_switches = 'estimate' WHERE contact_id = ?", [contact]);
    await deliver();
    expect(await rows('SELECT dedupe_key, state, reason FROM mail_outbox ORDER BY id')).toEqual([
      { dedupe_key: 'invoice', state: 'dropped', reason: 'switched_off' },
      { dedupe_key: 'estimate', state: 'sent', reason: null },
      { dedupe_key: 'hand', state: 'sent', reason: null },
    ]);
  });
});

describe('A23: nothing people typed reaches a header as more than words', () => {
  it.each([
    'Eve\r\nBcc: evil@example.com', 'Eve\nTo: evil@example.com', 'Eve\u0085Cc: evil@example.com', 'Eve\u2028Bcc: evil@example.com', 'Eve" <evil@example.com>, "x', 'Eve, evil@example.com',
    'Eve; evil@example.com', 'undisclosed: evil@example.com;', 'Eve <evil@example.com>', '\u202eevE\u202c', '=?utf-8?q?Eve=0d=0aBcc:evil@example.com?=', 'مرحبا "Eve" <evil@example.com>',
  ])('%j as name, company and subject', async (text) => {
    await rows('UPDATE staff SET name = ?', [text]);
    await rows("INSERT INTO settings (name, value, updated_at) VALUES ('companyName', ?, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE value = VALUES(value)", [JSON.stringify(text)]);
    await test.app.get(SettingsStore).reload();
    await rows("INSERT INTO mail_templates (kind, language, subject, body, updated_at) VALUES ('staff-password-changed', 'en', ?, 'Words', UTC_TIMESTAMP(6))", [`${text} {company_name} {recipient_name}`.slice(0, 200)]);
    await queueMany(1);
    await deliver();
    expect(sink.received.map(({ to }) => to)).toEqual([['ada@clientele.example']]);
    const head = sink.received[0].raw.split('\r\n\r\n')[0].replace(/\r\n[ \t]+/g, ' ').split('\r\n');
    expect(head.map((line) => line.split(':')[0].toLowerCase()).sort()).toEqual([
      'auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to',
    ]);
    expect(head.find((line) => line.startsWith('To: '))).toMatch(/<ada@clientele\.example>$/);
    expect(head.find((line) => line.startsWith('From: '))).toMatch(/<crm@clientele\.example>$/);
  });

  it('says its language and direction, and comes as text and html', async () => {
    await rows("UPDATE staff SET language = 'ar'");
    await queueMany(1);
    await deliver();
    const [{ raw }] = sink.received;
    const plain = raw.replace(/=\r\n/g, '').replaceAll('=3D', '=');
    expect(raw).toMatch(/^Content-Language: ar$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(raw).toMatch(/multipart\/alternative/);
    expect(plain).toContain('<html lang="ar" dir="rtl">');
  });
});

async function someone(): Promise<{ customer: string; contact: string }> {
  const customer = await aCustomer(test, { companyName: 'Ahornhof' });
  const link = await aContact(test, customer, { firstName: 'Prim', email: 'prim@ahorn.example' });
  const [{ contact }] = await rows<{ contact: string }>('SELECT CAST(contact_id AS CHAR) AS contact FROM customer_contacts WHERE id = ?', [link]);
  return { customer, contact };
}
