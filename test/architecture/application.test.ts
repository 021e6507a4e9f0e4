import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listRoutes } from '../../src/kernel/access/route-audit';
import { startApplication } from '../support/application';

const ROOT = join(__dirname, '../..');
/** These name rows of several tables, or outlive the row they name. */
const WITHOUT_FOREIGN_KEY = [
  'access_tokens.principal_id',
  'activities.actor_id',
  'activities.customer_id',
  'activities.subject_id',
  'customer_files.uploaded_by_id',
  'customer_search_codes.subject_id',
  'customer_search_pending.subject_id',
  'customer_search_texts.subject_id',
  'customer_search_words.subject_id',
  'deletions.subject_id',
  'drafts.subject_id',
  'import_rows.customer_id',
  'mail_outbox.customer_id',
  'mail_outbox.recipient_id',
  'second_factors.principal_id',
  'sessions.impersonator_id',
  'sessions.principal_id',
];

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());

test('every route declares what it needs', () => {
  const routes = listRoutes(house.app);
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter(({ rule }) => rule === null)).toEqual([]);
});

test('only known routes are open to everybody', () => {
  const open = listRoutes(house.app).filter(({ rule }) => rule?.kind === 'anyone').map(({ method, path }) => `${method} ${path}`);
  for (const route of open) expect(route).toMatch(/^(GET|POST) \/(health\/(live|ready)|calendar\/:token\.ics|brand\/logo\/:id|(admin\/)?(login(\/code)?|password(\/.*)?)|brand\.css|language|register(\/.*)?|impersonation|admin\/reminders\/link(\/noted)?|links\/confirm)$/);
});

test('the entities describe the tables that the migrations make', async () => {
  const log = await house.dataSource.driver.createSchemaBuilder().log();
  const differences = log.upQueries.map(({ query }) => query).filter((query) => !/FOREIGN KEY|INDEX|^DROP TABLE/i.test(query));
  expect(differences).toEqual([]);
});

test('every column that names another row has a foreign key', async () => {
  const missing: { place: string }[] = await house.dataSource.query(`
    SELECT CONCAT(c.table_name, '.', c.column_name) AS place FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
    WHERE c.table_schema = DATABASE() AND c.column_name LIKE '%\\_id' AND c.data_type = 'bigint'
      AND NOT EXISTS (SELECT 1 FROM information_schema.key_column_usage k WHERE k.table_schema = c.table_schema
        AND k.table_name = c.table_name AND k.column_name = c.column_name AND k.referenced_table_name IS NOT NULL)
    ORDER BY place`);
  expect(missing.map(({ place }) => place)).toEqual(WITHOUT_FOREIGN_KEY);
});

test('.env.example names every variable the configuration reads', () => {
  const read = [...readFileSync(join(ROOT, 'src/kernel/config/config.ts'), 'utf8').matchAll(/env\.([A-Z_]+)/g)].map(([, name]) => name);
  const told = [...readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^#?\s*([A-Z_]+)=/gm)].map(([, name]) => name);
  expect([...new Set(read)].filter((name) => !told.includes(name) && name !== 'CLIENTELE_WATCH')).toEqual([]);
});
