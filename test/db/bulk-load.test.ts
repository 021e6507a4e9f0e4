import type { DataSource, EntityManager } from 'typeorm';
import { cellsOf, lineOf, loadRows, type Cell } from '../../src/kernel/db/bulk-load';
import { readJson } from '../../src/kernel/db/json';
import { isDuplicate, isMissingReference } from '../../src/kernel/db/transaction';
import { resetDatabase, testDataSource } from '../support/database';

const AT = new Date('2026-03-04T05:06:07.089Z');
const HOSTILE = ['plain', '', ' blank ', 'tab\there', 'line\nbreak', 'return\r', 'back\\slash', '\\N', '\\\\n', '\\', 'NULL', "quote's \"both\"", 'zero\0byte', 'ünï 東京 🙂', '%_,;', "'; DROP TABLE staff; --"];
const COLUMNS = 'at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, customer_id, changes';

let db: DataSource;
beforeAll(async () => {
  db = await testDataSource();
});
beforeEach(() => resetDatabase());

/** Enough rows that a file is worth while. */
const many = (make: (at: number) => Cell[]): Cell[][] => Array.from({ length: 150 }, (_, at) => make(at));
const activity = (at: number): Cell[] => [AT, 'system', null, HOSTILE[at % HOSTILE.length], 'customer.imported', 'customer', at, HOSTILE[(at * 7) % HOSTILE.length], null, JSON.stringify({ name: HOSTILE[(at * 3) % HOSTILE.length] })];
/** In a transaction rows go as a file where the server takes one, beside it as values. */
const WAYS: readonly (readonly [string, <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>])[] = [
  ['as a file', (work) => db.transaction(work)],
  ['as values', (work) => work(db.manager)],
];

test('a line gives back the cells it was made of', () => {
  const cells = [...HOSTILE, null, 17, '0'];
  expect(cellsOf(lineOf(cells))).toEqual(cells.map((cell) => (cell === null ? null : String(cell))));
  expect(lineOf(cells)).not.toContain('\n');
});

describe.each(WAYS)('rows sent %s', (_name, within) => {
  test('are stored as they are, whatever stands in them', async () => {
    const rows = many(activity);
    expect(await within((tx) => loadRows(tx, 'activities', COLUMNS, rows, 'refused'))).toBe(rows.length);
    const stored: Record<string, unknown>[] = await db.query('SELECT actor_id, actor_name, subject_id, subject_name, customer_id, CONVERT(changes USING utf8mb4) AS changes, at FROM activities ORDER BY id');
    const read = stored.map((row) => [row.at, row.actor_id, row.actor_name, Number(row.subject_id), row.subject_name, row.customer_id, readJson(row.changes)]);
    expect(read).toEqual(rows.map((row) => [AT, null, row[3], row[6], row[7], null, JSON.parse(String(row[9]))]));
  });

  test('that are there already are refused by the name of their key, or left out', async () => {
    const numbers = many((at) => [at + 1]);
    await within((tx) => loadRows(tx, 'customer_search_pending', 'subject_id', numbers.slice(0, 120), 'refused'));
    const again = within((tx) => loadRows(tx, 'customer_search_pending', 'subject_id', numbers, 'refused'));
    expect(isDuplicate(await again.catch((error: unknown) => error), 'PRIMARY')).toBe(true);
    expect(await within((tx) => loadRows(tx, 'customer_search_pending', 'subject_id', numbers, 'skipped'))).toBe(30);
  });

  test('that refer to nothing are refused', async () => {
    const refused = within((tx) => loadRows(tx, 'customer_balances', 'customer_id, currency, currency_rank', many((at) => [at + 1, null, 0]), 'refused'));
    expect(isMissingReference(await refused.catch((error: unknown) => error))).toBe(true);
    expect(await db.query('SELECT customer_id FROM customer_balances')).toEqual([]);
  });

  test('that do not fit are refused, not cut off', async () => {
    const refused = within((tx) => loadRows(tx, 'activities', COLUMNS, many((at) => activity(at).map((cell, column) => (column === 3 ? 'x'.repeat(300) : cell))), 'refused'));
    await expect(refused).rejects.toThrow(/actor_name/);
    expect(await db.query('SELECT id FROM activities')).toEqual([]);
  });
});
