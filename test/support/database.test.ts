import { readdirSync } from 'node:fs';
import { resetDatabase, testDataSource } from './database';

const counts = async (query: (sql: string) => Promise<{ name: string }[]>) => {
  const tables = await query('SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = "BASE TABLE"');
  const entries = await Promise.all(tables.map(async ({ name }) => [name, (await query(`SELECT COUNT(*) AS name FROM \`${name}\``))[0].name]));
  return Object.fromEntries(entries) as Record<string, string>;
};

test('a test database is migrated, and reset brings back what the migrations left', async () => {
  const dataSource = await testDataSource();
  await resetDatabase();
  const before = await counts((sql) => dataSource.query(sql));
  expect(Number(before.migrations)).toBe(readdirSync('migrations').filter((name) => name.endsWith('.ts')).length);
  const emptied = Object.keys(before).filter((name) => name !== 'migrations').map((name) => `DELETE FROM \`${name}\``);
  await dataSource.transaction(async (tx) => {
    await tx.query('SET foreign_key_checks = 0');
    for (const statement of emptied) await tx.query(statement);
    await tx.query('SET foreign_key_checks = 1');
  });
  await resetDatabase();
  expect(await counts((sql) => dataSource.query(sql))).toEqual(before);
});
