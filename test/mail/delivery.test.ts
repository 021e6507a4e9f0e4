import { createServer } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApplication } from '../../src/application';
import { inTransaction } from '../../src/kernel/db/transaction';
import { Log } from '../../src/kernel/log/log';
import { MailDelivery } from '../../src/kernel/outbox/mail-delivery';
import { Outbox } from '../../src/kernel/outbox/outbox';
import { ADMIN, startApplication, type TestApplication } from '../support/application';
import { lastToken } from '../staff/letters';
import { Sink } from './sink';

const sink = new Sink();
let test: TestApplication & { reset(): Promise<void> };
let workers: NestExpressApplication[];

beforeAll(async () => {
  test = await startApplication({ SMTP_URL: `smtp://127.0.0.1:${await sink.listen()}`, MAIL_FROM: 'crm@clientele.example' });
  workers = [test.app, await createApplication(test.config, new Log('silent')), await createApplication(test.config, new Log('silent'))];
});
beforeEach(async () => {
  await test.reset();
  sink.received.length = 0;
  sink.answer = () => null;
});
afterAll(async () => {
  await Promise.all(workers.slice(1).map((app) => app.close()));
  await test.close();
  await sink.close();
});

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const states = async () => (await rows<{ state: string }>('SELECT state FROM mail_outbox ORDER BY id')).map(({ state }) => state);
const deliver = () => test.app.get(MailDelivery).run(test.clock.now());

async function person(name: string, email: string): Promise<string> {
  const inserted: { insertId: number } = await test.dataSource.query('INSERT INTO staff (name, email, email_key, created_at, updated_at) VALUES (?, ?, ?, NOW(6), NOW(6))', [name, email, email]);
  return String(inserted.insertId);
}

function queue(id: string, dedupeKey: string): Promise<void> {
  const values = { changed_at: '2026-01-02T03:04:05Z', forgotten_address: 'http://localhost/admin/password/forgotten' };
  return inTransaction(test.dataSource, (tx) => test.app.get(Outbox).queue(tx, { kind: 'staff-password-changed', to: { kind: 'staff', id }, values, dedupeKey }));
}

it('three workers send two hundred mails once each', async () => {
  const id = await person('Mara', 'mara@clientele.example');
  for (let index = 0; index < 200; index += 1) await queue(id, `mail ${index}`);
  const done = await Promise.all(workers.map((app) => app.get(MailDelivery).run(test.clock.now())));
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(200);
  const ids = sink.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
  expect(ids).toHaveLength(200);
  expect(new Set(ids).size).toBe(200);
  expect(new Set(await states())).toEqual(new Set(['sent']));
  expect(await deliver()).toBe(0);
});

it('sends the link of a letter, keeps it masked and forgets the secret', async () => {
  await test.visitor().post('/admin/password/forgotten', { email: ADMIN.email.toUpperCase() });
  const token = await lastToken(test);
  await deliver();
  const [mail] = sink.received;
  expect(mail.to).toEqual([ADMIN.email]);
  const plain = mail.raw.replace(/=\r\n/g, '').replaceAll('=3D', '=');
  expect(plain).toContain(`http://localhost/admin/password/set?token=${token}`);
  expect(mail.raw).toMatch(/^From: Clientele <crm@clientele.example>$/m);
  const [row] = await rows('SELECT * FROM mail_outbox');
  expect(row).toMatchObject({ state: 'sent', secret: null });
  expect(JSON.stringify(row)).not.toContain(token);
  const admin = await test.admin();
  expect((await admin.get(`/admin/mail/${String(row.id)}`)).text).not.toContain('Show the link');
  expect((await admin.post(`/admin/mail/${String(row.id)}/link`)).status).toBe(404);
});

it('shows no link while a mail server is set up', async () => {
  await test.visitor().post('/admin/password/forgotten', { email: ADMIN.email });
  const admin = await test.admin();
  const [{ id }] = await rows('SELECT id FROM mail_outbox');
  expect((await admin.get(`/admin/mail/${String(id)}`)).text).not.toContain('Show the link');
  expect((await admin.post(`/admin/mail/${String(id)}/link`)).status).toBe(404);
});

it('tries again after a temporary refusal and parks after a permanent one', async () => {
  const busy = await person('Busy', 'busy@clientele.example');
  const gone = await person('Gone', 'gone@clientele.example');
  await queue(busy, 'busy');
  await queue(gone, 'gone');
  sink.answer = (recipient, attempt) => (recipient.startsWith('gone') ? 550 : attempt === 1 ? 451 : null);
  await deliver();
  expect(await rows('SELECT state, reason FROM mail_outbox ORDER BY id')).toEqual([
    { state: 'waiting', reason: expect.stringContaining('451') },
    { state: 'failed', reason: expect.stringContaining('550') },
  ]);
  expect(await deliver()).toBe(0);
  test.clock.set(new Date(Date.now() + 10_000));
  expect(await deliver()).toBe(1);
  expect(await states()).toEqual(['sent', 'failed']);
  const admin = await test.admin();
  expect((await admin.get('/admin/mail?state=failed')).text).toContain('The mail server refused it: ');
});

it('gives up after three days', async () => {
  await queue(await person('Busy', 'busy2@clientele.example'), 'busy');
  sink.answer = () => 451;
  await deliver();
  test.clock.set(new Date(Date.now() + 73 * 3_600_000));
  await deliver();
  expect(await states()).toEqual(['failed']);
});

it('does not send what is no longer true', async () => {
  const off = await person('Off', 'off@clientele.example');
  await queue(off, 'off');
  await rows('UPDATE staff SET active = 0 WHERE id = ?', [off]);
  const deleted = await person('Deleted', 'deleted@clientele.example');
  await queue(deleted, 'deleted');
  await rows('DELETE FROM staff WHERE id = ?', [deleted]);
  await test.visitor().post('/admin/password/forgotten', { email: ADMIN.email });
  await test.visitor().post('/admin/password/forgotten', { email: ADMIN.email });
  await deliver();
  expect((await rows('SELECT state, reason, secret FROM mail_outbox ORDER BY id')).map(({ state, reason, secret }) => [state, reason, secret])).toEqual([
    ['dropped', 'recipient_inactive', null],
    ['dropped', 'recipient_gone', null],
    ['dropped', 'link_replaced', null],
    ['sent', null, null],
  ]);
  expect(sink.received).toHaveLength(1);
});

it('sends to the address stored now, and to nothing a name contains', async () => {
  const id = await person('Eve\r\nBcc: evil@example.com" <evil@example.com>, "x', 'eve@clientele.example');
  await queue(id, 'eve');
  await rows('UPDATE staff SET email = ?, email_key = ? WHERE id = ?', ['eve.new@clientele.example', 'eve.new@clientele.example', id]);
  await deliver();
  expect(sink.received.map(({ to }) => to)).toEqual([['eve.new@clientele.example']]);
  expect(sink.received[0].raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
});

it('parks a letter that cannot be written or that kills its worker, and sends the others', async () => {
  const id = await person('Mara', 'mara@clientele.example');
  for (const key of ['broken', 'poison', 'good']) await queue(id, key);
  await rows("UPDATE mail_outbox SET merge_values = '{}' WHERE dedupe_key = 'broken'");
  await rows("UPDATE mail_outbox SET crashes = 2, lease_token = 'dead', begun_at = created_at WHERE dedupe_key = 'poison'");
  await deliver();
  expect(await rows('SELECT state, reason FROM mail_outbox ORDER BY id')).toEqual([
    { state: 'failed', reason: 'unwritable' },
    { state: 'failed', reason: 'crashed' },
    { state: 'sent', reason: null },
  ]);
});

it('sends a mail again that its worker died over, under the same Message-ID', async () => {
  await queue(await person('Mara', 'mara@clientele.example'), 'again');
  await deliver();
  await rows("UPDATE mail_outbox SET state = 'waiting', lease_token = 'dead', begun_at = created_at, due_at = ?", [test.clock.now()]);
  await deliver();
  const ids = sink.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

it('waits no longer than its timeouts for a server that says nothing', async () => {
  const sockets: { destroy(): void }[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  const port = await new Promise<number>((resolve) => silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)));
  await queue(await person('Mara', 'mara@clientele.example'), 'silent');
  const app = await createApplication(Object.assign(Object.create(test.config), { smtpUrl: `smtp://127.0.0.1:${port}?greetingTimeout=300` }), new Log('silent'));
  const start = Date.now();
  await app.get(MailDelivery).run(test.clock.now());
  expect(Date.now() - start).toBeLessThan(3_000);
  expect(await states()).toEqual(['waiting']);
  await app.close();
  sockets.forEach((socket) => socket.destroy());
  await new Promise((resolve) => silent.close(resolve));
  test.clock.set(new Date(Date.now() + 10_000));
  await deliver();
  expect(await states()).toEqual(['sent']);
});
