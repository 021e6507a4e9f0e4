import type { DataSource } from 'typeorm';
import { encodeCursor, decodeCursor } from '../../src/kernel/table/cursor';
import { readTablePage, type PageRequest } from '../../src/kernel/table/keyset';
import { FIRST, type Place } from '../../src/kernel/table/list-state';
import { orderOf } from '../../src/kernel/table/order';
import { allOf, NOTHING } from '../../src/kernel/table/sql-part';
import { defineTable, type Table, type TableSort } from '../../src/kernel/table/table';
import { testDataSource } from '../support/database';

const scan = { table: 'numbers_table c FORCE INDEX (by_rank)', id: 'c.id' };
const sorts: Record<string, TableSort> = {
  id: { keys: [], first: 'desc', scan: { table: 'numbers_table c FORCE INDEX (PRIMARY)', id: 'c.id' } },
  value: { keys: [{ sql: 'c.grade', kind: 'number', upwards: true }, { sql: 'c.value', kind: 'decimal' }], first: 'desc', scan },
  name: { keys: [{ sql: 'c.name', kind: 'text', nullable: true }], first: 'asc', scan: { table: 'numbers_table c FORCE INDEX (by_name)', id: 'c.id' } },
};
const table: Table<null> = defineTable({
  name: 'numbers', path: '/numbers', own: { from: 'numbers_table c ON c.id = few.id', id: 'c.id' }, pageSize: 5, columns: [], sorts, defaultSort: { key: 'id', dir: 'desc' }, filters: {},
});

describe('a table of sixty rows', () => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await testDataSource();
    await dataSource.query('DROP TABLE IF EXISTS numbers_table');
    await dataSource.query(
      'CREATE TABLE numbers_table (id BIGINT UNSIGNED PRIMARY KEY, grade INT NOT NULL, value DECIMAL(19,4) NOT NULL, name VARCHAR(50) NULL, odd INT NOT NULL, KEY by_rank (grade, value, id), KEY by_name (name, id)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci',
    );
    const names = [null, 'Müller', 'muller', 'Ä', 'zz'];
    const rows = Array.from({ length: 60 }, (_, index) => [index + 1, index % 3, index % 4 ? 0 : `${900719925474000n + BigInt(index >> 3)}.000${index % 8}`, names[index % 5], index % 2]);
    await dataSource.query('INSERT INTO numbers_table VALUES ?', [rows]);
  });
  afterAll(() => dataSource.query('DROP TABLE numbers_table'));

  const request = (key: string, dir: 'asc' | 'desc', way: Partial<PageRequest>): PageRequest => ({
    order: orderOf(table, { key, dir }), place: FIRST, size: 5, where: NOTHING, narrowed: false, few: false, ranks: ['0', '1', '2'],
    matching: { sql: 'SELECT id FROM numbers_table', params: [] }, details: { select: '1 AS one', joins: '' }, ...way,
  });
  const odd: Partial<PageRequest> = { narrowed: true, where: { sql: 'c.odd = ?', params: [1] }, matching: { sql: 'SELECT id FROM numbers_table WHERE odd = ?', params: [1] } };

  async function walk(first: PageRequest, forwards: boolean): Promise<string[]> {
    const found: string[] = [];
    for (let place: Place | null = forwards ? FIRST : { kind: 'last' }; place; ) {
      const page: Awaited<ReturnType<typeof readTablePage<string>>> = await readTablePage(dataSource.manager, { ...first, place }, ({ id }) => String(id));
      if (forwards) found.push(...page.rows);
      else found.unshift(...page.rows);
      const next = forwards ? page.next : page.previous;
      // Through the address and back, as a browser would.
      const cursor = next && decodeCursor(encodeCursor(next), first.order.sort);
      place = cursor ? { kind: forwards ? 'after' : 'before', cursor } : null;
    }
    return found;
  }

  describe.each(Object.keys(sorts).flatMap((key) => [[key, 'asc'], [key, 'desc']] as const))('%s %s', (key, dir) => {
    test('along the index, on the spot and both, forwards and backwards: the same rows, each once', async () => {
      const expected = await walk(request(key, dir, { few: true }), true);
      expect(new Set(expected).size).toBe(60);
      expect(await walk(request(key, dir, {}), true)).toEqual(expected);
      expect(await walk(request(key, dir, {}), false)).toEqual(expected);
      expect(await walk(request(key, dir, { few: true }), false)).toEqual(expected);
      const odds = expected.filter((id) => Number(id) % 2 === 0);
      for (const window of [1, 4, 9, 1000]) {
        expect(await walk(request(key, dir, { ...odd, window }), true)).toEqual(odds);
        expect((await walk(request(key, dir, { ...odd, window }), false))).toEqual(odds);
      }
    });
  });
});

test('a description with a slip stops the start', () => {
  expect(() => defineTable({ ...table, defaultSort: { key: 'none', dir: 'asc' } })).toThrow('none');
  expect(() => defineTable({ ...table, filters: { sort: { label: '', many: false, read: () => null, where: () => NOTHING } } })).toThrow('sort');
  expect(() => defineTable({ ...table, columns: [{ key: 'a', label: '', usual: true }, { key: 'a', label: '', usual: true }] })).toThrow('twice');
});

test('no condition is what is always true', () => {
  expect(allOf([NOTHING])).toEqual({ sql: 'TRUE', params: [] });
});
