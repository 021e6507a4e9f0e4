import { DataSource } from 'typeorm';
import { databaseOptions } from '../../src/kernel/db/data-source';
import { readJson } from '../../src/kernel/db/json';
import { resetDatabase, testDatabaseUrl } from '../support/database';

let dataSource: DataSource;

beforeAll(async () => {
  dataSource = await new DataSource(databaseOptions(testDatabaseUrl(), 2, [])).initialize();
  await resetDatabase();
});
afterAll(() => dataSource.destroy());

test.each([['a text'], ['[1]'], ['{"a": 1}'], ['12'], [''], [12.5], [true], [null], [['ä', null]], [{ a: { b: ['"', '\\', '\n'] } }]])('a JSON column gives %j back', async (value) => {
  await dataSource.query("INSERT INTO settings (name, value, updated_at) VALUES ('tried', ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value)", [JSON.stringify(value), new Date()]);
  const [row]: { value: unknown; built: unknown }[] = await dataSource.query("SELECT value, JSON_OBJECT('of', ?) AS built FROM settings WHERE name = 'tried'", [JSON.stringify(value)]);
  expect(readJson(row.value)).toEqual(value);
  expect(readJson<{ of: string }>(row.built)).toEqual({ of: JSON.stringify(value) });
});
