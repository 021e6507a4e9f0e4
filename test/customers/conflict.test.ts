import { differences, merged, sameSteps } from '../../src/modules/customers/steps/customer-conflict';
import { startApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { formOf, shows, to } from './form';

type App = Awaited<ReturnType<typeof startApplication>>;
let app: App;
let tomas: Visitor;
let me: Visitor;
let customer: string;
let group: string;

beforeAll(async () => void (app = await startApplication()));
beforeEach(async () => {
  await app.reset();
  me = await app.admin();
  tomas = (await app.staff({ name: 'Tomás', permissions: ['customers.view', 'customers.edit'] })).visitor;
  [{ id: group }] = await app.dataSource.query('SELECT id FROM customer_groups LIMIT 1');
  const second = to(await me.post('/admin/customers/new?step=general', { type: 'company', companyName: 'Nordlicht', groupIds: [group], email: 'old@n.example', phone: '1', do: 'next' }));
  const third = to(await me.post(second, { discountKind: 'none', paymentTermsDays: '30', do: 'next' }));
  customer = to(await me.post(third, { sameShipping: '1', city: 'Kiel', do: 'save' }));
});
afterAll(() => app.close());

const row = async (): Promise<Record<string, unknown>> => (await app.dataSource.query('SELECT * FROM customers'))[0];
type Sent = Record<string, string | string[]>;

/** A form opened now and sent later. */
async function open(visitor: Visitor, step: string): Promise<(fields: Sent) => ReturnType<Visitor['post']>> {
  const address = `${customer}/edit?step=${step}`;
  const form = formOf((await visitor.get(address)).text);
  return (fields) => visitor.post(address, { ...form, ...fields, do: 'save' });
}

/** The answer is the comparison; gives its form and where that is sent. */
function comparison(response: { status: number; text: string }): { form: Sent; action: string } {
  expect(response.status).toBe(409);
  return { form: formOf(response.text), action: /<form id="conflict" method="post" action="([^"]+)"/.exec(response.text)?.[1] ?? '' };
}

test('the second save is told, keeps what one side changed and asks where both did', async () => {
  const mine = await open(me, 'general');
  to(await (await open(tomas, 'general'))({ email: 'tomas@n.example', phone: '2' }));
  const answer = await mine({ email: 'mine@n.example', website: 'n.example' });
  const { form, action } = comparison(answer);
  shows(answer, 'Tomás saved this customer while you were editing');
  for (const value of ['old@n.example', 'tomas@n.example', 'mine@n.example', 'Both of you changed one field', 'The other 2 changes do not collide']) shows(answer, value);
  expect(Object.keys(form).filter((name) => name.startsWith('pick.'))).toEqual(['pick.email']);
  expect(form['pick.email']).toBe('mine');
  expect(await row()).toMatchObject({ email: 'tomas@n.example', website: null });
  expect(to(await me.post(action, { ...form, do: 'save' }))).toBe(customer);
  expect(await row()).toMatchObject({ email: 'mine@n.example', phone: '2', website: 'n.example', version: 3 });
});

test('theirs can be chosen, field by field or at once, and what only I changed stays', async () => {
  for (const [pick, action] of [[{ 'pick.email': 'theirs' }, 'save'], [{}, 'theirs']] as const) {
    const mine = await open(me, 'general');
    const before = await row();
    const stamp = `tomas${String(before.version)}@n.example`;
    to(await (await open(tomas, 'general'))({ email: stamp }));
    const shown = comparison(await mine({ email: 'mine@n.example', website: `site${String(before.version)}.example` }));
    to(await me.post(shown.action, { ...shown.form, ...pick, do: action }));
    expect(await row()).toMatchObject({ email: stamp, website: `site${String(before.version)}.example` });
  }
});

test('discarding leaves theirs; the comparison can be opened again', async () => {
  const mine = await open(me, 'general');
  to(await (await open(tomas, 'general'))({ phone: '2' }));
  const { action } = comparison(await mine({ phone: '3' }));
  const again = await me.get(action);
  expect(again.status).toBe(409);
  shows(again, `href="${customer}"`);
  expect(await row()).toMatchObject({ phone: '2' });
  expect((await tomas.get(action)).status).toBe(404);
  expect((await tomas.post(action, {})).status).toBe(404);
});

test('a third save while one chooses is shown too', async () => {
  const mine = await open(me, 'general');
  to(await (await open(tomas, 'general'))({ phone: '2' }));
  const first = comparison(await mine({ phone: '3' }));
  to(await (await open(tomas, 'finance'))({ paymentTermsDays: '7' }));
  const second = comparison(await me.post(first.action, { ...first.form, do: 'save' }));
  expect(await row()).toMatchObject({ phone: '2', payment_terms_days: 7 });
  to(await me.post(second.action, { ...second.form, do: 'save' }));
  expect(await row()).toMatchObject({ phone: '3', payment_terms_days: 7 });
});

test('groups and addresses changed elsewhere collide too, although the version stays', async () => {
  const now = new Date();
  await app.dataSource.query("INSERT INTO customer_groups (name, created_at, updated_at) VALUES ('Harbour', ?, ?), ('Fair', ?, ?)", [now, now, now, now]);
  const groups: { id: string; name: string }[] = await app.dataSource.query('SELECT CAST(id AS CHAR) AS id, name FROM customer_groups');
  const [harbour, fair] = ['Harbour', 'Fair'].map((name) => groups.find((one) => one.name === name)?.id ?? '');
  const mine = await open(me, 'general');
  await app.dataSource.query('INSERT INTO customer_group_members (group_id, customer_id) SELECT ?, id FROM customers', [harbour]);
  const answer = await mine({ groupIds: [String(group), fair] });
  const { form, action } = comparison(answer);
  shows(answer, 'Harbour');
  to(await me.post(action, { ...form, 'pick.groupIds': 'theirs', do: 'save' }));
  const members: { id: string }[] = await app.dataSource.query('SELECT CAST(group_id AS CHAR) AS id FROM customer_group_members ORDER BY group_id');
  expect(members.map(({ id }) => id).sort()).toEqual([String(group), harbour].sort());
});

test('an address that somebody removed meanwhile is not lost', async () => {
  const book = (rows: number): Sent => Object.fromEntries(Array.from({ length: rows }, (_, index) => [['country', 'DE'], ['city', `City ${index}`], ['street', 'Kai']].map(([name, value]) => [`shipping.${index}.${name}`, value])).flat());
  to(await (await open(me, 'address'))({ ...book(2), sameShipping: '' }));
  const mine = await open(me, 'address');
  await app.dataSource.query("DELETE FROM shipping_addresses WHERE city = 'City 1'");
  const { form, action } = comparison(await mine({ 'shipping.1.city': 'Changed' }));
  to(await me.post(action, { ...form, do: 'save' }));
  const cities: { city: string }[] = await app.dataSource.query('SELECT city FROM shipping_addresses ORDER BY id');
  expect(cities.map(({ city }) => city)).toEqual(['City 0', 'Changed']);
});

test('what only makes sense together is chosen together', async () => {
  const general = await open(me, 'general');
  to(await (await open(tomas, 'general'))({ type: 'person', firstName: 'Ida', lastName: 'Berg' }));
  const named = await general({ companyName: 'Südlicht', phone: '8' });
  const kind = comparison(named);
  for (const value of ['Company Südlicht', 'Person Ida Berg', 'Company Nordlicht']) shows(named, value);
  to(await me.post(kind.action, { ...kind.form, do: 'save' }));
  expect(await row()).toMatchObject({ type: 'company', company_name: 'Südlicht', first_name: null, phone: '8' });
  const finance = await open(me, 'finance');
  to(await (await open(tomas, 'finance'))({ discountKind: 'after_tax', discountPercent: '3' }));
  const discount = comparison(await finance({ discountKind: 'before_tax', discountPercent: '5' }));
  to(await me.post(discount.action, { ...discount.form, 'pick.discount': 'theirs', do: 'save' }));
  expect(await row()).toMatchObject({ discount_kind: 'after_tax', discount_percent: '3.0000' });
});

test('hostile choices change nothing and never fail', async () => {
  const mine = await open(me, 'general');
  to(await (await open(tomas, 'general'))({ phone: '2' }));
  const { form, action } = comparison(await mine({ phone: '3' }));
  for (const change of [{ seen: 'x' }, { seen: ['a', 'b'] }]) comparison(await me.post(action, { ...form, ...change, do: 'save' }));
  expect(await row()).toMatchObject({ phone: '2' });
  to(await me.post(action, { ...form, 'pick.phone': ['mine', 'theirs'], 'pick.version': 'theirs', 'pick.__proto__': 'theirs', do: 'save' }));
  expect(await row()).toMatchObject({ phone: '3', version: 3 });
  expect((await me.post(action, { ...form, do: 'save', again: '1' })).status).toBe(409);
});

test('thirty random turns of two editors lose no field', async () => {
  const random = seeded(7);
  const fields: Record<string, [step: string, column: string]> = { email: ['general', 'email'], phone: ['general', 'phone'], fax: ['general', 'fax'], creditRating: ['finance', 'credit_rating'], city: ['address', 'city'], street: ['address', 'street'] };
  const value = (name: string, turn: number, who: string): string => (name === 'email' ? `${who}${turn}@n.example` : `${who} ${turn}`);
  const pick = (): string[] => Object.keys(fields).filter(() => random() < 0.4);
  for (let turn = 0; turn < 30; turn += 1) {
    const before = await row();
    const changes = { mine: pick(), theirs: pick() };
    const [step, other] = [0, 1].map(() => ['general', 'finance', 'address'][Math.floor(random() * 3)]);
    const mine = await open(me, step);
    const theirs = await open(tomas, other);
    const of = (who: 'mine' | 'theirs', at: string): Sent => Object.fromEntries(changes[who].filter((name) => fields[name][0] === at).map((name) => [name, value(name, turn, who)]));
    const [sentMine, sentTheirs] = [of('mine', step), of('theirs', other)];
    const turns = [{ visitor: me, sent: sentMine, send: () => mine(sentMine) }, { visitor: tomas, sent: sentTheirs, send: () => theirs(sentTheirs) }];
    const [first, last] = random() < 0.5 ? turns : turns.reverse();
    to(await first.send());
    const answer = await last.send();
    if (answer.status === 409) {
      const { form, action } = comparison(answer);
      to(await last.visitor.post(action, { ...form, do: 'save' }));
    } else to(answer);
    const after = await row();
    for (const [name, [, column]] of Object.entries(fields)) {
      // Both changed it: the second chose its own.
      expect([name, after[column]]).toEqual([name, last.sent[name] ?? first.sent[name] ?? before[column]]);
    }
    expect(Number(after.version)).toBeGreaterThanOrEqual(Number(before.version));
  }
});

describe('merging (CUS-18)', () => {
  const base = { general: { a: '1', b: '1', c: '1', groupIds: ['1', '2'] }, address: { shippingDefault: '0', 'shipping.0.city': 'Kiel' } };
  const mine = { general: { a: '2', b: '2', c: '1', groupIds: ['2', '1'] }, address: { shippingDefault: '0', 'shipping.0.city': 'Bonn' } };
  const theirs = { general: { a: '3', b: '1', c: '3', groupIds: ['1'] }, address: { shippingDefault: '0', 'shipping.0.city': 'Kiel' } };

  test('tells the kinds of change apart', () => {
    expect(differences(base, mine, theirs).map(({ field, kind }) => [field, kind])).toEqual([['a', 'collision'], ['b', 'mine'], ['c', 'theirs'], ['groupIds', 'theirs'], ['shippingAddresses', 'mine']]);
    expect(differences(base, mine, { ...mine }).map(({ kind }) => kind)).toEqual(['both', 'both', 'both']);
    expect(sameSteps(base, { ...base, general: { ...base.general, groupIds: ['2', '1'] } })).toBe(true);
    expect(sameSteps(base, theirs)).toBe(false);
    expect(sameSteps(base, {})).toBe(false);
  });

  test('keeps what one side changed and takes the chosen side else', () => {
    const kept = { b: '2', c: '3', groupIds: ['1'] };
    expect(merged(base, mine, theirs, () => 'mine')).toEqual({ general: { a: '2', ...kept }, address: mine.address });
    expect(merged(base, mine, theirs, () => 'theirs')).toEqual({ general: { a: '3', ...kept }, address: mine.address });
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
