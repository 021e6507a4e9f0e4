import type { Response } from 'supertest';
import { listRoutes, type Route } from '../../src/kernel/access/route-audit';
import { startApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { ROUTES, type RouteRow } from './routes';
import { buildScene, checksums, verdictOf, type House, type Person, type Scene } from './scene';

// A1 to A3 and A13 of the security rules: every route of the running application, for everybody, with everything that is
// not an id, without its token, by every other method. The expectation comes from the declared rule and the policies.

const NO_IDS = ['0', '-1', '9223372036854775808', '999999999', '01', '%7B%22a%22%3A1%7D', '1%2F2', '1%00'];
const REFUSALS = [400, 403, 404, 405, 409, 413, 415, 422, 429];
/** What staff who look as a client still reach of their own (ARE-6). */
const WAYS_BACK = ['/admin/impersonation', '/admin/impersonation/end', '/admin/logout'];
const LET_IN = [200, 303, 409, 422];

let house: House;
let routes: readonly Route[];
let scene: Scene;
let people: Awaited<ReturnType<typeof buildScene>>['people'];

beforeAll(async () => {
  house = await startApplication();
  routes = listRoutes(house.app);
  ({ scene, people } = await buildScene(house));
}, 60_000);
afterAll(() => house.close());

const keyOf = ({ method, path }: Route): string => `${method} ${path}`;
const rowOf = (route: Route): RouteRow => ROUTES[keyOf(route)];
const withParams = () => routes.filter((route) => (rowOf(route).ids ?? []).length > 0);

function knock(visitor: Visitor, { method }: Pick<Route, 'method'>, row: RouteRow, at = row.at(scene)): Promise<Response> {
  return method === 'GET' ? visitor.get(at) : visitor.post(at, row.send?.(scene) ?? {});
}

function verdictAt(route: Route, person: Person) {
  const { needs, areaNeeds } = rowOf(route);
  if (person.looks && WAYS_BACK.includes(route.path)) return 'in';
  return verdictOf(route.rule!, needs, person, scene, route.method, areaNeeds);
}

/** The request with one of its ids replaced. */
const replaced = (row: RouteRow, name: string, by: string): string => row.at({ ...scene, [name]: by });

/** Body without what differs by chance: numbers of requests and forms, and the address itself. */
function plain(response: Response, at: string): unknown {
  const text = (response.text ?? '').replaceAll(at, '').replaceAll(encodeURIComponent(at), '');
  return [response.status, text.replace(/[0-9a-f]{32,}/g, '').replace(/\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b/g, '').replace(/(action|href|hx-get)="[^"]*"/g, '')];
}

/** Runs `work` for each route, several at once, and says which routes changed a row. */
async function untouched(which: readonly Route[], work: (route: Route) => Promise<unknown>): Promise<void> {
  const before = await checksums(house);
  for (let at = 0; at < which.length; at += 4) await Promise.all(which.slice(at, at + 4).map(work));
  expect(await checksums(house)).toEqual(before);
}

test('every route has a row in the table, and every row a route', () => {
  const known = routes.map(keyOf);
  expect(known.filter((key) => !(key in ROUTES))).toEqual([]);
  expect(Object.keys(ROUTES).filter((key) => !known.includes(key))).toEqual([]);
});

test('nobody gets in where rule and policy say no, and nothing is changed by trying', async () => {
  const wrong: unknown[] = [];
  let cells = 0;
  for (const person of Object.values(people)) {
    const refused = routes.filter((route) => verdictAt(route, person) !== 'in');
    cells += refused.length;
    await untouched(refused, async (route) => {
      const expected = verdictAt(route, person);
      const { status, headers } = await knock(person.visitor, route, rowOf(route));
      const leads = status !== 303 || /^(\/admin)?\/login\?next=/.test(String(headers.location));
      if (status !== expected || !leads) wrong.push([person.name, keyOf(route), status, expected]);
    });
  }
  expect(wrong).toEqual([]);
  expect(cells).toBeGreaterThan(300);
}, 60_000);

test('what is foreign answers like what does not exist', async () => {
  const wrong: unknown[] = [];
  const { ownB, ownA } = people;
  const cells: [Person, Route, string, string][] = withParams().flatMap((route) => {
    const row = rowOf(route);
    const of = (person: Person) => verdictAt(route, person);
    return row.ids!.flatMap((name): [Person, Route, string, string][] => {
      const unknown = replaced(row, name, '888888888');
      if (of(ownB) === 404) return [[ownB, route, row.at(scene), unknown]];
      const foreign = { contact: scene.foreignContact, deletedContact: scene.foreignContact, note: scene.foreignNote, deletedNote: scene.foreignNote, reminder: scene.foreignReminder, deletedReminder: scene.foreignReminder }[name];
      return of(ownA) === 'in' && foreign ? [[ownA, route, replaced(row, name, foreign), unknown]] : [];
    });
  });
  expect(cells.length).toBeGreaterThan(30);
  await untouched(routes.filter((route) => cells.some(([, of]) => of === route)), async (route) => {
    for (const [person, , foreign, unknown] of cells.filter(([, of]) => of === route)) {
      const [one, other] = [await knock(person.visitor, route, rowOf(route), foreign), await knock(person.visitor, route, rowOf(route), unknown)];
      if (one.status !== 404 || JSON.stringify(plain(one, foreign)) !== JSON.stringify(plain(other, unknown))) wrong.push([person.name, keyOf(route), one.status, other.status]);
    }
  });
  expect(wrong).toEqual([]);
}, 60_000);

test('what is no id is not found, for whoever reaches furthest too', async () => {
  const wrong: unknown[] = [];
  await untouched(withParams(), async (route) => {
    const row = rowOf(route);
    for (const name of row.ids!) {
      for (const id of NO_IDS) {
        const { status } = await knock(insider(route).visitor, route, row, replaced(row, name, id));
        if (status !== 404 && status !== 400) wrong.push([keyOf(route), name, id, status]);
      }
    }
  });
  expect(wrong).toEqual([]);
}, 60_000);

test('a form without its own session\'s token is refused (A13)', async () => {
  const posts = routes.filter(({ method, rule }) => method === 'POST' && rule!.kind !== 'anyone');
  const wrong: unknown[] = [];
  await untouched(posts, async (route) => {
    const ofArea = route.rule!.kind === 'contacts';
    const { visitor } = ofArea ? people.adminContactA : people.administrator;
    const own = await visitor.hidden();
    const foreign = await (ofArea ? people.contactB : people.editor).visitor.hidden();
    const row = rowOf(route);
    const fields = { ...row.send?.(scene), _key: own._key };
    const send = (more: object, headers: Record<string, string> = {}) => visitor.raw().post(row.at(scene)).set(headers).type('form').send({ ...fields, ...more });
    const answers = {
      none: await send({}),
      empty: await send({ _csrf: '' }),
      foreign: await send({ _csrf: foreign._csrf }),
      list: await send({ _csrf: [own._csrf, own._csrf] }),
      'cross-site': await send({ _csrf: own._csrf }, { 'Sec-Fetch-Site': 'cross-site' }),
      sibling: await send({ _csrf: own._csrf }, { 'Sec-Fetch-Site': 'same-site' }),
      'null origin': await send({ _csrf: own._csrf }, { Origin: 'null' }),
      'foreign origin': await send({ _csrf: own._csrf }, { Origin: 'https://evil.example' }),
      json: await visitor.raw().post(row.at(scene)).send({ ...fields, _csrf: own._csrf }),
      'plain text': await visitor.raw().post(row.at(scene)).type('text/plain').send(JSON.stringify({ ...fields, _csrf: own._csrf })),
      multipart: await visitor.raw().post(row.at(scene)).field('_key', own._key).field('_csrf', foreign._csrf),
    };
    for (const [how, { status }] of Object.entries(answers)) if (![400, 403, 415].includes(status)) wrong.push([keyOf(route), how, status]);
  });
  expect(wrong).toEqual([]);
}, 60_000);

test('no other method reaches a handler', async () => {
  const wrong: unknown[] = [];
  const { visitor } = people.administrator;
  const hidden = await visitor.hidden();
  const methodsOf = (at: string) => routes.filter((route) => rowOf(route).at(scene).split('?')[0] === at).map(({ method }) => method);
  await untouched(routes, async (route) => {
    const at = rowOf(route).at(scene).split('?')[0];
    const taken = methodsOf(at);
    const others = [...(['put', 'patch', 'delete'] as const), ...(taken.includes('POST') ? [] : (['post'] as const)), ...(taken.includes('GET') ? [] : (['get'] as const))];
    for (const method of others) {
      const { status } = await visitor.raw()[method](at).set('X-HTTP-Method-Override', 'POST').type('form').send(method === 'get' ? undefined : { ...hidden, ...rowOf(route).send?.(scene), _method: 'POST' });
      if (!REFUSALS.includes(status)) wrong.push([method, at, status]);
    }
  });
  expect(wrong).toEqual([]);
}, 60_000);

test('looking changes no row, however often (A13)', async () => {
  const wrong: unknown[] = [];
  await untouched(routes.filter(({ method }) => method === 'GET'), async (route) => {
    const at = rowOf(route).at(scene);
    const answers = [await insider(route).visitor.get(at), await insider(route).visitor.raw().head(at)];
    for (const { status } of answers) if (status >= 500) wrong.push([keyOf(route), status]);
  });
  expect(wrong).toEqual([]);
}, 60_000);

test('whom rule and policy let in gets in', async () => {
  const wrong: unknown[] = [];
  for (const name of ['ownA', 'editor', 'administrator', 'adminContactA'] as const) {
    ({ scene, people } = await buildScene(house));
    const person = people[name];
    for (const route of inOrder(routes)) {
      const row = rowOf(route);
      if (row.endsSession || verdictAt(route, person) !== 'in') continue;
      const { status } = await knock(person.visitor, route, row);
      if (![...LET_IN, ...(row.also ?? [])].includes(status)) wrong.push([name, keyOf(route), status]);
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);

/** Who reaches furthest at that route. */
function insider({ rule }: Route): Person {
  return rule!.kind === 'contacts' ? people.adminContactA : people.administrator;
}

/** As in the table, where what destroys stands last. */
function inOrder(all: readonly Route[]): Route[] {
  const order = Object.keys(ROUTES);
  return [...all].sort((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)));
}
