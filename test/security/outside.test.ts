import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApplication } from '../../src/application';
import { firstStart } from '../../src/first-start';
import { Passwords } from '../../src/kernel/auth/passwords';
import { Config } from '../../src/kernel/config/config';
import { Log } from '../../src/kernel/log/log';
import { ADMIN, PASSWORD, startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import { testDatabaseUrl } from '../support/database';
import { Visitor } from '../support/visitor';
import type { House } from './scene';

// A25, A27, A29: what somebody meets who stands before the door, and what they leave in the logs.

let house: House;
let second: NestExpressApplication;
let folder: string;
const lines: string[] = [];

beforeAll(async () => {
  house = await startApplication();
  folder = mkdtempSync(join(tmpdir(), 'clientele-test-'));
  const config = new Config({
    DATABASE_URL: testDatabaseUrl(), SESSION_SECRET: 'a secret of the tests, long enough', DATA_DIR: folder, PORT: '0', APP_URL: 'http://localhost', LOG_LEVEL: 'trace',
  });
  const destination = new Writable({ write: (chunk: Buffer, _encoding, done) => { lines.push(chunk.toString()); done(); } });
  second = await createApplication(config, new Log('trace', destination));
  await second.listen(0);
}, 30_000);
beforeEach(() => house.reset());
afterAll(async () => {
  await second.close();
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

const servers = (): Server[] => [house.server, second.getHttpServer()];

describe('guessing (A25)', () => {
  const guess = (server: Server, password: string, email = ADMIN.email) => new Visitor(server).raw().post('/admin/login').type('form').send({ email, password });

  test('in parallel on two nodes tries ten passwords of an account and not one more', async () => {
    const tried = [house.app, second].map((app) => jest.spyOn(app.get(Passwords), 'matches'));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => guess(servers()[index % 2], `guess ${index}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422]));
    expect(tried.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBeLessThanOrEqual(10);
    tried.forEach((spy) => spy.mockRestore());
  }, 30_000);

  test('right passwords are no guesses: twenty people at one address come in, and one of them as often as they like', async () => {
    for (let time = 0; time < 15; time += 1) expect((await guess(servers()[time % 2], PASSWORD)).status).toBe(303);
    for (let failure = 0; failure < 5; failure += 1) await guess(house.server, 'wrong');
    expect((await guess(house.server, PASSWORD)).status).toBe(303);
    const limits: { n: string }[] = await house.dataSource.query('SELECT COUNT(*) AS n FROM rate_limits WHERE hits > 5');
    expect(Number(limits[0].n)).toBe(0);
  });
});

describe('guessing in the customers area (A25)', () => {
  const send = (index: number, path: string, fields: object) => new Visitor(servers()[index % 2]).raw().post(path).set('X-Forwarded-For', `10.9.0.${index}`).set('Forwarded', `for=10.9.1.${index}`).type('form').send(fields);

  test('on two nodes and under any address somebody claims: ten passwords of a contact, three letters an hour', async () => {
    const { email, id } = await house.contact(await aCustomer(house), { name: 'Pia' });
    expect((await send(1, '/login', { email, password: PASSWORD })).status).toBe(303);
    const sessions: { ip: string }[] = await house.dataSource.query("SELECT ip FROM sessions WHERE kind = 'contact' AND principal_id = ?", [id]);
    expect(sessions.filter(({ ip }) => ip.includes('10.9.'))).toEqual([]);
    const tried = [house.app, second].map((app) => jest.spyOn(app.get(Passwords), 'matches'));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => send(index, '/login', { email: index % 3 ? email : ` ${email.toUpperCase()}`, password: `guess ${index}` })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422]));
    expect(tried.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBeLessThanOrEqual(10);
    tried.forEach((spy) => spy.mockRestore());
    const asked = await Promise.all(Array.from({ length: 12 }, (_, index) => send(index, '/password/forgotten', { email: index % 2 ? email : email.toUpperCase() })));
    expect(new Set(asked.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(new Set(['303 /password/sent']));
    const [{ n }] = await house.dataSource.query("SELECT COUNT(*) AS n FROM mail_outbox WHERE recipient_kind = 'contact'");
    expect([Number(n) > 0, Number(n) <= 3]).toEqual([true, true]);
  }, 30_000);
});

describe('what does not belong outside is not there (A27)', () => {
  const PATHS = [
    '/.env', '/.env.example', '/.git/config', '/.git/HEAD', '/.gitignore', '/.data/session-secret', '/.npmrc', '/package.json', '/package-lock.json', '/tsconfig.json', '/jest.config.js',
    '/src/main.ts', '/dist/src/main.js', '/dist/src/main.js.map', '/migrations/', '/node_modules/', '/node_modules/express/package.json', '/views/layouts/admin.hbs', '/docs/operations.md', '/bin/start.mjs', '/test/',
    '/assets/', '/assets', '/assets/../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/package.json', '/assets/..%5c..%5cpackage.json', '/assets/....//....//package.json', '/assets/%252e%252e%252fpackage.json', '/assets//etc/passwd', '/assets/.stamp', '/assets/%00', '/assets/app.js.map', '/assets/..;/package.json',
    '/uploads/', '/files/', '/storage/', '/pictures/', '/incoming/', '/admin/files/', '/admin/files/..%2f..%2fsession-secret', '/brand/logo/..%2f..%2f..%2fsession-secret', '/brand/logo/',
    '/setup', '/install', '/install.php', '/wp-admin/', '/phpmyadmin/', '/admin.php', '/cron', '/cron.php', '/jobs', '/admin/cron', '/admin/jobs', '/admin/migrate', '/admin/seed', '/admin/first-start', '/debug', '/metrics', '/status', '/server-status', '/actuator', '/actuator/env', '/api', '/api/docs', '/swagger', '/openapi.json', '/graphql', '/health', '/health/', '/health/details', '/__debug__', '/devtools', '/trace', '/backup.sql', '/dump.sql', '/clientele.sql', '/db.sqlite', '/logs/', '/logs/db.log', '/robots.txt', '/sitemap.xml', '/crossdomain.xml', '/.well-known/security.txt',
  ];

  test('no path leads to a file, a map, a listing or an installer', async () => {
    const visitor = house.visitor();
    const wrong: unknown[] = [];
    for (const path of PATHS) {
      const answer = await ask(house.server, path);
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
      const signIn = status === 303 && /location: \/(admin\/)?login/i.test(answer);
      if (!signIn && ![400, 403, 404, 405].includes(status)) wrong.push([path, status]);
      if (/"dependencies"|SESSION_SECRET|root:x:|\[core\]|"mappings"|at \w+ \(/.test(answer)) wrong.push([path, 'shows a file']);
    }
    for (const name of ['app.js', 'app.css', 'htmx.js']) {
      const source = await visitor.get((await visitor.get('/admin/login')).text.match(new RegExp(`/assets/${name.replace('.', '-[0-9a-f]+\\.')}`))?.[0] ?? '/assets/none');
      if (source.status === 200 && /sourceMappingURL/.test(source.text ?? '')) wrong.push([name, 'names a map']);
    }
    expect(wrong).toEqual([]);
  });

  test('no other method answers, and an error page tells nothing about the machine', async () => {
    for (const method of ['TRACE', 'TRACK', 'CONNECT', 'DEBUG', 'PROPFIND', 'OPTIONS']) {
      const answer = await ask(house.server, '/admin/login', method, 'X-Secret: echo-me');
      expect([method, /echo-me/.test(answer), /^HTTP\/1\.1 (200|2)/.test(answer) && method !== 'OPTIONS']).toEqual([method, false, false]);
    }
    const { text, headers } = await house.visitor().get('/admin/nothing-here');
    expect(text).not.toMatch(/node_modules|\.ts:|\.js:\d|at Object|Express|NestJS|MariaDB/i);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers.server).toBeUndefined();
  });

  test('the first administrator is made once, however many nodes start', async () => {
    await house.dataSource.query('DELETE FROM sessions');
    for (const table of ['staff', 'role_permissions', 'roles']) await house.dataSource.query(`DELETE FROM ${table}`);
    await Promise.allSettled(Array.from({ length: 6 }, (_, index) => firstStart(index % 2 ? second : house.app, house.config)));
    const rows: { n: string }[] = await house.dataSource.query('SELECT COUNT(*) AS n FROM staff');
    expect(Number(rows[0].n)).toBe(1);
  });
});

describe('the log (A29)', () => {
  test('holds one record a line and no password, token, cookie, session or line break that somebody sent', async () => {
    lines.length = 0;
    const server: Server = second.getHttpServer();
    const visitor = new Visitor(server);
    await visitor.raw().post('/admin/login').type('form').send({ email: ADMIN.email, password: 'canary-wrong-password' });
    const signedIn = await visitor.raw().post('/admin/login').type('form').send({ email: ADMIN.email, password: PASSWORD });
    const cookies = String(signedIn.headers['set-cookie']).match(/=([^;,]{20,})/g)!.map((cookie) => decodeURIComponent(cookie.slice(1)));
    const hidden = await visitor.hidden();
    await visitor.post('/admin/groups', { name: 'Name\r\n{"level":60,"msg":"forged"}' });
    await visitor.post('/admin/password/change', { current: 'canary-current-password', password: 'canary-new-password', repeat: 'canary-other' });
    await visitor.get('/admin/password/set?token=canarytoken0123456789');
    await visitor.get('/admin/customers?q=%0d%0a%7B%22level%22:60%7D%1b%5b31mcanary-search');
    await visitor.get('/admin/customers/%0d%0a%7B%22level%22:60%7D');
    await visitor.raw().get('/admin').set('User-Agent', 'agent canary-agent').set('Referer', 'http://localhost/?token=canary-referer').set('X-Request-Id', 'canary-request-id').set('Authorization', 'Basic canary-authorization');
    await visitor.post('/admin/password/forgotten', { email: ADMIN.email });
    await house.dataSource.query('RENAME TABLE customers TO customers_gone');
    const broken = await visitor.get('/admin/customers?q=canary-search').finally(() => house.dataSource.query('RENAME TABLE customers_gone TO customers'));
    expect(broken.status).toBe(500);
    await visitor.post('/admin/logout');

    const text = lines.join('');
    const records = text.trim().split('\n').map((line): { level: number; msg: string; requestId?: string } => JSON.parse(line));
    expect(records.length).toBeGreaterThan(10);
    expect(records.filter(({ msg }) => msg === 'forged')).toEqual([]);
    const [token] = (await house.dataSource.query('SELECT token_hash FROM access_tokens')).map((row: { token_hash: string }) => row.token_hash);
    const secrets = [...cookies, ...cookies.map((cookie) => cookie.replace(/^s:/, '').split('.')[0]), hidden._csrf, hidden._key, token, PASSWORD, 'canary', house.config.sessionSecret, ADMIN.email];
    expect(secrets.filter((secret) => secret && text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    // What the person sees finds the record.
    const reference = /[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/.exec(broken.text)![0];
    expect(records.some(({ level, requestId }) => level === 50 && requestId === reference)).toBe(true);
  });
});

/** One request exactly as written; clients would tidy the path. */
function ask(server: Server, path: string, method = 'GET', header = 'X-Nothing: 1'): Promise<string> {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${header}\r\nConnection: close\r\n\r\n`));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
