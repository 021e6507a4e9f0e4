import { inTransaction } from '../../src/kernel/db/transaction';
import { Outbox, type QueuedLetter } from '../../src/kernel/outbox/outbox';
import { MailSecretExpiry } from '../../src/kernel/outbox/mail-secret-expiry';
import { SecretBox } from '../../src/kernel/outbox/secret-box';
import { nextAttempt } from '../../src/kernel/outbox/back-off';
import { CleanUp } from '../../src/kernel/jobs/clean-up';
import { ADMIN, startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { lastToken } from '../staff/letters';

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
});
afterAll(() => test.close());

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const adminId = async () => (await rows<{ id: string }>('SELECT id FROM staff LIMIT 1'))[0].id;
const forget = () => test.visitor().post('/admin/password/forgotten', { email: ADMIN.email });

async function queue(letter: Partial<QueuedLetter> = {}): Promise<void> {
  const to = { kind: 'staff' as const, id: await adminId() };
  const values = { changed_at: '2026-01-02T03:04:05Z', forgotten_address: 'http://localhost/x' };
  await inTransaction(test.dataSource, (tx) => test.app.get(Outbox).queue(tx, { kind: 'staff-password-changed', to, values, dedupeKey: 'once', ...letter }));
}

it('writes a letter with its cause or not at all, and never the same one twice', async () => {
  await expect(
    inTransaction(test.dataSource, async (tx) => {
      await test.app.get(Outbox).queue(tx, { kind: 'staff-password-changed', to: { kind: 'staff', id: await adminId() }, values: {}, dedupeKey: 'lost' });
      throw new Error('the cause failed');
    }),
  ).rejects.toThrow('the cause failed');
  await Promise.all([queue(), queue(), queue()]);
  expect(await rows('SELECT dedupe_key, recipient_email, language, state FROM mail_outbox')).toEqual([{ dedupe_key: 'once', recipient_email: ADMIN.email, language: 'en', state: 'waiting' }]);
  await expect(queue({ kind: 'no-such-kind' })).rejects.toThrow('no-such-kind');
  await expect(queue({ to: { kind: 'staff', id: '999999' } })).rejects.toThrow('999999');
});

it('keeps a secret so that only SESSION_SECRET and its own row open it', () => {
  const box = test.app.get(SecretBox);
  const closed = box.close('the secret', 'row 1');
  expect(closed.includes('the secret')).toBe(false);
  expect(box.open(closed, 'row 1')).toBe('the secret');
  expect(() => box.open(closed, 'row 2')).toThrow();
  expect(() => new SecretBox({ ...test.config, sessionSecret: 'another secret of the tests, long' } as typeof test.config).open(closed, 'row 1')).toThrow();
  closed[14] ^= 1;
  expect(() => box.open(closed, 'row 1')).toThrow();
});

it('wipes a secret that has run out', async () => {
  await forget();
  test.clock.set(new Date(Date.now() + 61 * 60_000));
  expect(await test.app.get(MailSecretExpiry).run(test.clock.now())).toBe(1);
  expect(await rows('SELECT state, reason, secret FROM mail_outbox')).toEqual([{ state: 'dropped', reason: 'link_expired', secret: null }]);
});

describe('/admin/mail', () => {
  it('shows what waits, with secrets masked', async () => {
    await forget();
    const token = await lastToken(test);
    const list = await admin.get('/admin/mail');
    expect(list.text).toContain('No mail server is set up.');
    expect(list.text).toContain('Password forgotten, staff');
    const [{ id }] = await rows('SELECT id FROM mail_outbox');
    const page = await admin.get(`/admin/mail/${id}`);
    expect(page.text).toContain('/admin/password/set?token&#x3D;…');
    expect(page.text).not.toContain(token);
    expect(list.text).not.toContain(token);
    expect(await rows("SELECT id FROM activities WHERE action = 'mail.linkShown'")).toEqual([]);
  });

  it('shows a link when asked, and writes that down', async () => {
    await forget();
    const [{ id }] = await rows('SELECT id FROM mail_outbox');
    const answer = await admin.post(`/admin/mail/${id}/link`);
    expect(answer.text).toContain(await lastToken(test));
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(await rows("SELECT actor_name, subject_kind, subject_id FROM activities WHERE action = 'mail.linkShown'")).toEqual([{ actor_name: ADMIN.name, subject_kind: 'mail', subject_id: id }]);
    await queue();
    const [{ id: plain }] = await rows("SELECT id FROM mail_outbox WHERE kind = 'staff-password-changed'");
    expect((await admin.post(`/admin/mail/${plain}/link`)).status).toBe(404);
  });

  it('goes back page by page, by state, and takes any address', async () => {
    for (let index = 0; index < 55; index += 1) await queue({ dedupeKey: `letter ${index}` });
    const links = (text: string) => (text.match(/href="\/admin\/mail\/\d+"/g) ?? []).length;
    const first = (await admin.get('/admin/mail?state=waiting')).text;
    expect(links(first)).toBe(50);
    const next = /href="(\/admin\/mail\?state&#x3D;waiting&amp;before&#x3D;\d+)"/.exec(first)?.[1].replaceAll('&#x3D;', '=').replaceAll('&amp;', '&') ?? '';
    expect(links((await admin.get(next)).text)).toBe(5);
    expect(links((await admin.get('/admin/mail?state=sent')).text)).toBe(0);
    for (const odd of ['?state=x', '?state[]=sent', '?before=0', '?before=abc', '?before=99999999999999999999']) expect((await admin.get(`/admin/mail${odd}`)).status).toBe(200);
  });

  it('shows names as they were typed', async () => {
    await rows('UPDATE staff SET name = ?', ['<img src=x onerror=alert(1)><script>window.__pwn=1</script>"\'{{x}}']);
    await queue();
    const [{ id }] = await rows('SELECT id FROM mail_outbox');
    const { text } = await admin.get(`/admin/mail/${id}`);
    expect(text).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
    expect(text).not.toContain('<img src=x');
    expect(text).not.toContain('<script>window');
  });
});

it('tries again ever later, for three days', () => {
  const start = new Date('2026-01-01T00:00:00Z');
  const at = (ms: number) => new Date(start.getTime() + ms);
  const wait = (attempts: number, age: number, random = 1) => {
    const next = nextAttempt(start, attempts, at(age), random);
    return next && (next.getTime() - at(age).getTime()) / 1000;
  };
  expect([1, 2, 3, 4, 5, 9, 50].map((attempts) => wait(attempts, 1000))).toEqual([5, 10, 20, 40, 60, 60, 60]);
  expect(wait(1, 1000, 0)).toBe(3.75);
  expect(wait(60, 2 * 3_600_000)).toBe(900);
  expect(wait(60, 72 * 3_600_000)).toBeNull();
});

it('cleaning takes what has run out, and nothing else', async () => {
  await forget();
  const live = await rows('SELECT * FROM sessions');
  const now = Date.now();
  const past = new Date(now - 60_000);
  await rows('INSERT INTO sessions (id_hash, kind, principal_id, ip, user_agent, created_at, last_seen_at, expires_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?)', ['e'.repeat(64), 'staff', '', '', past, past, past]);
  await rows('INSERT INTO rate_limits (limit_key, hits, expires_at) VALUES (?, 1, ?)', ['old', past]);
  await rows('INSERT INTO form_keys (subject, form_key, body_hash, created_at) VALUES (?, ?, ?, ?)', ['staff:1', 'f'.repeat(32), 'x', new Date(now - 25 * 3_600_000)]);
  expect(await test.app.get(CleanUp).run(new Date(now))).toBe(3);
  expect(await test.app.get(CleanUp).run(new Date(now))).toBe(0);
  expect(await rows('SELECT * FROM sessions')).toEqual(live);
  expect(await rows('SELECT id FROM access_tokens')).toHaveLength(1);
});
