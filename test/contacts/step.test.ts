import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import { formOf, shows, to } from '../customers/form';
import type { Fields, Visitor } from '../support/visitor';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let group: string;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  [{ id: group }] = await app.dataSource.query('SELECT id FROM customer_groups LIMIT 1');
});
afterAll(() => app.close());

const rows = (sql: string): Promise<Record<string, unknown>[]> => app.dataSource.query(sql);

/** Walks to the step Contact of a new customer. @returns its address. */
async function walk(general: Fields): Promise<string> {
  const second = to(await admin.post('/admin/customers/new?step=general', { groupIds: [group], ...general, do: 'next' }));
  const third = to(await admin.post(second, { discountKind: 'none', do: 'next' }));
  return to(await admin.post(third, { sameShipping: '1', do: 'next' }));
}

test('a person\'s own contact is prefilled with the person, and saved together with it (CUS-8, CUS-19)', async () => {
  const step = await walk({ type: 'person', firstName: 'Ana', lastName: 'Sousa', email: 'ana@example.com', phone: '+351 21 1' });
  const typed = formOf((await admin.get(step)).text);
  expect(typed).toMatchObject({ firstName: 'Ana', lastName: 'Sousa', email: 'ana@example.com', phone: '+351 21 1', kind: 'normal', active: '1' });
  const page = to(await admin.post(step, { ...typed, position: 'Herself', do: 'save' }));
  shows(await admin.get(page), 'Ana Sousa');
  expect(await rows('SELECT c.display_name, p.email, l.position, IF(c.primary_link_id = l.id, "yes", "no") AS is_primary FROM customers c JOIN customer_contacts l ON l.customer_id = c.id JOIN contacts p ON p.id = l.contact_id')).toEqual([
    { display_name: 'Ana Sousa', email: 'ana@example.com', position: 'Herself', is_primary: 'yes' },
  ]);
  shows(await admin.get('/admin/customers?q=ana@example.com'), 'Ana Sousa');
});

test('left empty there is no contact; a wrong one keeps customer and contact from being made', async () => {
  const empty = await walk({ type: 'company', companyName: 'Without' });
  to(await admin.post(empty, { ...formOf((await admin.get(empty)).text), do: 'save' }));
  expect([await rows('SELECT id FROM contacts'), (await rows('SELECT id FROM customers')).length]).toEqual([[], 1]);
  const other = await aCustomer(app);
  await aContact(app, other, { email: 'taken@example.com' });
  const step = await walk({ type: 'company', companyName: 'Refused' });
  for (const [fields, words] of [[{ email: 'x@example.com' }, 'Type a first or a last name.'], [{ firstName: 'A', email: 'nonsense' }, 'not an e-mail'], [{ firstName: 'A', email: 'TAKEN@example.com' }, 'already in use']] as const) {
    const answer = await admin.post(step, { kind: 'normal', active: '1', handle: 'kept words', ...fields, do: 'save' });
    expect([words, answer.status]).toEqual([words, 422]);
    shows(answer, words);
    shows(answer, 'kept words');
  }
  expect(await rows("SELECT id FROM customers WHERE company_name = 'Refused'")).toEqual([]);
  to(await admin.post(step, { kind: 'admin', active: '1', firstName: 'A', email: 'free@example.com', do: 'save' }));
  expect(await rows("SELECT l.kind FROM customers c JOIN customer_contacts l ON l.customer_id = c.id WHERE c.company_name = 'Refused'")).toEqual([{ kind: 'admin' }]);
});
