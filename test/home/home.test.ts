import { startApplication } from '../support/application';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
beforeEach(() => house.reset());
afterAll(() => house.close());

async function customer(name: string, adminId: string | null = null): Promise<string> {
  const now = new Date();
  const made: { insertId: number } = await house.dataSource.query(
    "INSERT INTO customers (number, number_key, type, company_name, display_name, sort_name, created_at, updated_at) VALUES (?, ?, 'company', ?, ?, ?, ?, ?)",
    [name, name, name, name, name, now, now],
  );
  if (adminId) await house.dataSource.query('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, ?)', [adminId, made.insertId, now]);
  return String(made.insertId);
}

test('an empty house offers the two ways to begin', async () => {
  const page = await (await house.admin()).get('/admin');
  expect(page.text).toContain('No customers yet');
  expect(page.text).toContain('href="/admin/customers/new"');
  expect(page.text).toContain('href="/admin/customers/import"');
});

test('the newest customers come first, and only those one may see', async () => {
  const { id, visitor } = await house.staff({ name: 'Bob Reader' });
  await customer('Alpha', id);
  await customer('Beta');
  const all = await (await house.admin()).get('/admin');
  expect(all.text.indexOf('>Beta<')).toBeLessThan(all.text.indexOf('>Alpha<'));
  const own = await visitor.get('/admin');
  expect(own.text).toContain('>Alpha<');
  expect(own.text).not.toContain('Beta');
  expect(own.text).not.toContain('href="/admin/customers/new"');
});

test('who sees nothing is told why', async () => {
  await customer('Alpha');
  const { visitor } = await house.staff({ name: 'Charlie Stranger' });
  const page = await visitor.get('/admin');
  expect(page.status).toBe(200);
  expect(page.text).toContain('Nothing is assigned to you yet');
  expect(page.text).not.toContain('Alpha');
});

test('failed mails are shown to administrators, with the way to them', async () => {
  const now = new Date();
  await house.dataSource.query(
    `INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, merge_values, dedupe_key, state, due_at, created_at)
     VALUES ('staff.invitation', 'en', 'staff', 1, 'X', 'x@clientele.example', '{}', 'k', 'failed', ?, ?)`,
    [now, now],
  );
  const page = await (await house.admin()).get('/admin');
  expect(page.text).toContain('One mail could not be delivered');
  expect(page.text).toContain('href="/admin/mail?state=failed"');
});
