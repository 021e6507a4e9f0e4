import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { createApplication } from '../../src/application';
import { Clock } from '../../src/kernel/clock/clock';
import { localPath } from '../../src/kernel/http/local-path';
import { Log } from '../../src/kernel/log/log';
import { ADMIN, PASSWORD, startApplication, type TestApplication } from '../support/application';
import { Visitor } from '../support/visitor';

let test: TestApplication & { reset(): Promise<void> };

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(() => test.reset());
afterAll(() => test.close());

const signIn = (visitor: Visitor, password: string, email = ADMIN.email) => visitor.raw().post('/admin/login').type('form').send({ email, password });
const sessionCookie = (response: request.Response) => /clientele_staff=([^;]+)/.exec(String(response.headers['set-cookie']))?.[1] ?? null;

it('a wrong password and an unknown address get the same answer', async () => {
  const wrong = await signIn(test.visitor(), 'not the password');
  const unknown = await signIn(test.visitor(), 'not the password', 'nobody@clientele.example');
  await test.dataSource.query("INSERT INTO staff (name, email, email_key, active, created_at, updated_at) VALUES ('Off', 'off@clientele.example', 'off@clientele.example', 0, NOW(6), NOW(6))");
  const inactive = await signIn(test.visitor(), 'not the password', 'off@clientele.example');
  const shown = (response: request.Response, email: string) => [response.status, response.text.replaceAll(email, '').replace(/value="[0-9a-f]{32}"/g, ''), Object.keys(response.headers).sort()];
  expect(wrong.status).toBe(422);
  expect(shown(unknown, 'nobody@clientele.example')).toEqual(shown(wrong, ADMIN.email));
  expect(shown(inactive, 'off@clientele.example')).toEqual(shown(wrong, ADMIN.email));
});

it('a forwarded address from a stranger does not begin a new count', async () => {
  const attempts = Array.from({ length: 101 }, (_, index) => index);
  for (const index of attempts) {
    const response = await test.visitor().raw().post('/admin/login').set('X-Forwarded-For', `10.0.0.${index}`).type('form').send({ email: `n${index}@clientele.example`, password: 'x' });
    if (index < 100) expect(response.text).not.toContain('Too many tries');
    else expect(response.text).toContain('Too many tries');
  }
});

describe('every shape of every field', () => {
  const big = 'a'.repeat(10_240);
  const bodies: [string, string, number[]][] = [
    ['nothing', '', [422]],
    ['empty texts', 'email=&password=', [422]],
    ['lists', `email[]=${ADMIN.email}&email[]=evil@example.com&password[]=${PASSWORD}`, [422]],
    ['repeated names', `email=${ADMIN.email}&email=evil@example.com&password=x&password=y`, [400, 422]],
    ['objects', 'email[a]=b&password[a]=b', [422]],
    ['10 kB', `email=${big}&password=${big}`, [422]],
    ['zero', 'email=0&password=0', [422]],
    ['a NUL', `email=nobody%00@clientele.example&password=${encodeURIComponent(PASSWORD)}%00`, [422]],
    ['prototype keys', '__proto__[x]=1&constructor[prototype][x]=1&email=a&password=b', [422]],
  ];
  const routes = ['/admin/login', '/admin/password/forgotten', '/admin/password/set'];
  it.each(routes.flatMap((route) => bodies.map(([name, body, statuses]) => [route, name, body, statuses] as const)))('%s with %s', async (route, _name, body, statuses) => {
    const response = await test.visitor().raw().post(route).type('form').send(body);
    expect([...statuses, 303, 404]).toContain(response.status);
    if (response.status === 303) expect(response.headers.location).toBe('/admin/password/sent');
    expect(sessionCookie(response)).toBeNull();
    expect(({} as { x?: string }).x).toBeUndefined();
    expect(await test.dataSource.query('SELECT id FROM mail_outbox')).toEqual([]);
  });
  it('JSON is not a form', async () => {
    const response = await test.visitor().raw().post('/admin/login').send({ email: 0, password: 0 });
    expect(response.status).toBe(400);
  });
});

const SHAPES = [
  '//evil.example', '///evil.example', '////evil.example', '/\\evil.example', '\\\\evil.example', '\\/evil.example', '/\t/evil.example', '/\n/evil.example', '\t//evil.example',
  ' //evil.example', 'http://evil.example', 'https://evil.example', 'https:evil.example', 'http:///evil.example', 'HTTPS://evil.example', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'ftp://evil.example', 'evil.example', 'evil.example/admin', '/admin@evil.example', '//user@evil.example/admin',
  '/admin/..//evil.example', '/admin/../../evil', '/%09/evil.example', '/%2f%2fevil.example', '/admin%0d%0aLocation: //evil.example', '/admin\r\nSet-Cookie: a=b', '/\u0000/evil.example',
  'http://localhost.evil.example/admin', '//localhost@evil.example', '/;@evil.example', '/administrator', '?next=//evil.example', '#//evil.example', '.', '', `/admin/${'a'.repeat(3000)}`,
];

it('signing in leads nowhere else than into the application', async () => {
  for (const shape of SHAPES) {
    const path = localPath(shape, '/admin', '/admin');
    expect(path).toMatch(/^\/admin(\/|\?|$)/);
    expect(new URL(path, 'http://localhost').origin).toBe('http://localhost');
  }
  for (const shape of SHAPES.slice(0, 6)) {
    const response = await test.visitor().raw().post('/admin/login').type('form').send({ email: ADMIN.email, password: PASSWORD, next: shape });
    expect(response.headers.location).toBe('/admin');
  }
  const wanted = await test.visitor().raw().post('/admin/login').type('form').send({ email: ADMIN.email, password: PASSWORD, next: '/admin/staff?q=a' });
  expect(wanted.headers.location).toBe('/admin/staff?q=a');
});

it('the session that signing in begins has an id of its own', async () => {
  const planted = `clientele_staff=s%3A${'f'.repeat(32)}.signature`;
  const response = await test.visitor().raw().post('/admin/login').set('Cookie', planted).type('form').send({ email: ADMIN.email, password: PASSWORD });
  expect(response.status).toBe(303);
  expect(sessionCookie(response)).not.toContain('f'.repeat(32));
  expect((await request(test.server).get('/admin').set('Cookie', planted)).status).toBe(303);
  const first = test.visitor();
  const before = sessionCookie(await signIn(first, PASSWORD));
  const cookies = String((await signIn(test.visitor(), PASSWORD)).headers['set-cookie']);
  expect(cookies).toMatch(/clientele_staff=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax/);
  expect(cookies).not.toContain(before ?? '');
});

it('no session begins before anybody signs in, and signing out ends it on the server', async () => {
  expect((await request(test.server).get('/admin/login')).headers['set-cookie']).toBeUndefined();
  const visitor = test.visitor();
  const cookie = `clientele_staff=${sessionCookie(await signIn(visitor, PASSWORD))}`;
  expect((await request(test.server).get('/admin').set('Cookie', cookie)).status).toBe(200);
  await visitor.post('/admin/logout');
  expect((await request(test.server).get('/admin').set('Cookie', cookie)).status).toBe(303);
});

it('a session ends unused after eight hours and used after seven days', async () => {
  const visitor = test.visitor();
  await visitor.signIn(ADMIN.email, PASSWORD);
  const start = Date.now();
  test.clock.set(new Date(start + 7.9 * 3_600_000));
  expect((await visitor.get('/admin')).status).toBe(200);
  test.clock.set(new Date(start + 16.1 * 3_600_000));
  expect((await visitor.get('/admin')).status).toBe(303);
});

// The last test of the file, as the application it began with no longer answers for sign-ins afterwards.
it('ten failures shut out unknown devices on every node, but not the known one, and not for good', async () => {
  const known = test.visitor();
  await known.signIn(ADMIN.email, PASSWORD);
  await known.post('/admin/logout');
  // Passport keeps one strategy a process, that of the application started last; so the nodes come one after the other.
  const nodes: NestExpressApplication[] = [];
  const fresh = async (): Promise<Server> => (nodes[nodes.push(await another()) - 1] as NestExpressApplication).getHttpServer();
  try {
    for (let node = 0; node < 2; node += 1) {
      const server = await fresh();
      for (let failure = 0; failure < 5; failure += 1) expect((await signIn(new Visitor(server), `guess ${failure}`, node ? ADMIN.email.toUpperCase() : ADMIN.email)).status).toBe(422);
    }
    const server = await fresh();
    const shutOut = await signIn(new Visitor(server), PASSWORD);
    expect(shutOut.status).toBe(422);
    expect(shutOut.text).toContain('Too many tries');
    expect((await signIn(known, PASSWORD)).status).toBe(303);
    nodes.at(-1)?.get(Clock).set(new Date(Date.now() + 16 * 60_000));
    expect((await signIn(new Visitor(server), PASSWORD)).status).toBe(303);
  } finally {
    await Promise.all(nodes.map((app) => app.close()));
  }
});

async function another(): Promise<NestExpressApplication> {
  const app = await createApplication(test.config, new Log('silent'));
  await app.listen(0);
  return app;
}

