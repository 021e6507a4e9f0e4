import type { QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { migrate, migrateDatabase } from '../../src/kernel/db/migrate';
import { startApplication } from '../support/application';
import { testDataSource } from '../support/database';
import { emptyDatabase, migrations } from './support';

// F20 and F23: migrations that were cut off, migrations begun by several nodes, and a pool without a free connection.

class Killed extends Error {}

/** A runner that lets `most` statements through and then ends as a killed process does. */
function cutOff(runner: QueryRunner, most: number): { runner: QueryRunner; begun: () => number } {
  let begun = 0;
  const query = async (...args: Parameters<QueryRunner['query']>): Promise<unknown> => {
    if (begun >= most) throw new Killed();
    begun += 1;
    return runner.query(...args);
  };
  return { begun: () => begun, runner: new Proxy(runner, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)) }) };
}

const TABLES = "SELECT table_name AS name, (SELECT GROUP_CONCAT(c.column_name, ' ', c.column_type, ' ', c.is_nullable ORDER BY c.column_name) FROM information_schema.columns c WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name) AS columns, (SELECT GROUP_CONCAT(DISTINCT s.index_name ORDER BY s.index_name) FROM information_schema.statistics s WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name) AS indexes, (SELECT GROUP_CONCAT(k.constraint_name ORDER BY k.constraint_name) FROM information_schema.table_constraints k WHERE k.table_schema = t.table_schema AND k.table_name = t.table_name) AS constraints FROM information_schema.tables t WHERE table_schema = DATABASE() AND table_name <> 'migration_lease' ORDER BY 1";

describe('migrations (F20)', () => {
  let empty: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeEach(async () => void (empty = await emptyDatabase()));
  afterEach(() => empty.drop());

  test('that were killed between any two statements are finished by running them again', async () => {
    const dataSource = await empty.dataSource();
    const runner = dataSource.createQueryRunner();
    const stuck: unknown[] = [];
    let cuts = 0;
    for (const { name, migration } of migrations()) {
      for (let most = 0; ; most += 1) {
        const attempt = cutOff(runner, most);
        const error = await migration.up(attempt.runner).then(() => null, (reason: unknown) => reason);
        if (error && !(error instanceof Killed)) stuck.push([name, `after ${most - 1} statements`, String(error)]);
        if (error === null || !(error instanceof Killed)) break;
        cuts += 1;
      }
      // Killed after the last statement, before it was written down that it had run.
      await migration.up(runner).catch((error: unknown) => stuck.push([name, 'when repeated', String(error)]));
    }
    await runner.release();
    expect(stuck).toEqual([]);
    expect(cuts).toBeGreaterThan(migrations().length);
    expect((await migrateDatabase(empty.url)).length).toBe(migrations().length);
    const whole = await testDataSource();
    const [asKilled] = await empty.connection.query(TABLES);
    expect(asKilled).toEqual(await whole.query(TABLES));
  }, 30_000);

  test('begun by three nodes at once run once', async () => {
    const ran = await Promise.all([0, 1, 2].map(() => migrateDatabase(empty.url)));
    expect(ran.map((names) => names.length).sort((one, other) => one - other)).toEqual([0, 0, migrations().length]);
    const [rows] = await empty.connection.query('SELECT COUNT(*) AS n, COUNT(DISTINCT name) AS d FROM migrations');
    expect(rows).toEqual([{ n: migrations().length, d: migrations().length }]);
  }, 30_000);

  test('of a node that died holding the lease are taken over when it runs out', async () => {
    const dataSource = await empty.dataSource();
    await migrate(dataSource).catch(() => undefined); // makes the table of the lease; knows no migrations
    await empty.connection.query("UPDATE migration_lease SET token = 'dead', until_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
    expect((await migrateDatabase(empty.url)).length).toBe(migrations().length);
  }, 30_000);
});

describe('a pool without a free connection (F23)', () => {
  test('answers 503 instead of hanging, and serves again when there is one', async () => {
    const house = await startApplication();
    try {
      const admin = await house.admin();
      const dataSource = house.app.get(DataSource);
      const held = await Promise.all(Array.from({ length: house.config.databasePoolSize }, async () => {
        const runner = dataSource.createQueryRunner();
        await runner.connect();
        return runner;
      }));
      const answers = await Promise.all([...Array.from({ length: 20 }, () => admin.get('/admin/customers')), house.visitor().get('/health/live'), house.visitor().get('/health/ready')]);
      await Promise.all(held.map((runner) => runner.release()));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.splice(-2)).toEqual([200, 503]);
      expect(new Set(statuses)).toEqual(new Set([503]));
      expect(answers[0].headers['retry-after']).toMatch(/^\d+$/);
      expect(answers[0].text).toContain('<h1>');
      for (let time = 0; time < 30; time += 1) expect((await admin.get('/admin/customers')).status).toBe(200);
      expect((await house.visitor().get('/health/ready')).status).toBe(200);
    } finally {
      await house.close();
    }
  }, 30_000);
});
