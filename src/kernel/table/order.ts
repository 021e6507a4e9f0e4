import type { Cursor } from './cursor';
import type { SqlPart } from './sql-part';
import type { Direction, KeyKind, OrderKey, Table, TableSort } from './table';

/** An order read in one direction; `backwards` when the rows before a place are asked for. */
export interface Order {
  readonly sort: TableSort;
  readonly dir: Direction;
  /** Column of the id that breaks ties. */
  readonly id: string;
}

/** Text beside a number is compared as a float by one of the servers; written so, it never is. */
const PLACES: Readonly<Record<KeyKind, string>> = {
  text: '?',
  number: 'CAST(? AS UNSIGNED)',
  decimal: 'CAST(? AS DECIMAL(26, 6))',
  date: 'CAST(? AS DATE)',
  id: 'CAST(? AS UNSIGNED)',
};

export function orderOf<C>(table: Table<C>, chosen: { key: string; dir: Direction } | null): Order {
  const { key, dir } = chosen ?? table.defaultSort;
  return { sort: table.sorts[key], dir, id: table.id };
}

interface Step {
  readonly sql: string;
  readonly place: string;
  readonly dir: Direction;
}

/** ORDER BY of the whole order, for results that are sorted on the spot. `backwards` turns all of it round. */
export function orderBy(order: Order, backwards: boolean): string {
  return steps(order, backwards)
    .map(({ sql, dir }) => `${sql} ${dir}`)
    .join(', ');
}

/** The rows beyond `cursor` in that direction, written out key by key; for results that are sorted on the spot. */
export function beyond(order: Order, cursor: Cursor, backwards: boolean): SqlPart {
  const all = steps(order, backwards);
  const values = [...order.sort.keys.flatMap((key, index) => (key.nullable ? [cursor.keys[index] === null ? 1 : 0, cursor.keys[index]] : [cursor.keys[index]])), cursor.id];
  const branches = all.map((step, last) => {
    const same = all.slice(0, last).map(({ sql, place }, index) => ({ sql: `${sql} <=> ${place}`, params: [values[index]] }));
    const far = { sql: `${step.sql} ${step.dir === 'asc' ? '>' : '<'} ${step.place}`, params: [values[last]] };
    return [...same, far];
  });
  return {
    sql: branches.map((parts) => parts.map(({ sql }) => sql).join(' AND ')).join(' OR '),
    params: branches.flatMap((parts) => parts.flatMap(({ params }) => params)),
  };
}

function steps({ sort, dir, id }: Order, backwards: boolean): Step[] {
  const turned = (direction: Direction): Direction => (backwards === (direction === 'asc') ? 'desc' : 'asc');
  const keys = sort.keys.flatMap((key) => [
    ...(key.nullable ? [{ sql: `(${key.sql} IS NULL)`, place: '?', dir: turned('asc') }] : []),
    { sql: key.sql, place: PLACES[key.kind], dir: turned(key.upwards ? 'asc' : dir) },
  ]);
  return [...keys, { sql: id, place: PLACES.id, dir: turned(dir) }];
}

/**
 * A stretch of an index that lies in the asked order: the rows of one currency, those with a date, those without. The
 * stretches one after the other are the whole order.
 */
export interface Stretch {
  readonly where: SqlPart;
  /** The key that moves within the stretch; null: the id alone. */
  readonly key: OrderKey | null;
}

/**
 * The stretches of an order, first to last.
 * @param ranks values of the leading `upwards` key, ascending, where the order has one.
 */
export function stretches({ sort }: Order, ranks: readonly string[]): Stretch[] {
  const leading = sort.keys.find(({ upwards }) => upwards);
  const moving = sort.keys.find(({ upwards }) => !upwards) ?? null;
  if (leading) return ranks.map((rank) => ({ where: { sql: `${leading.sql} = ?`, params: [rank] }, key: moving }));
  if (!moving?.nullable) return [{ where: { sql: '', params: [] }, key: moving }];
  return [
    { where: { sql: `${moving.sql} IS NOT NULL`, params: [] }, key: moving },
    { where: { sql: `${moving.sql} IS NULL`, params: [] }, key: null },
  ];
}

/** Which stretch a cursor stands in; -1 when there is none any more. */
export function stretchOf({ sort }: Order, cursor: Cursor, ranks: readonly string[]): number {
  const leading = sort.keys.findIndex(({ upwards }) => upwards);
  if (leading >= 0) return ranks.findIndex((rank) => rank === cursor.keys[leading]);
  return sort.keys[0]?.nullable && cursor.keys[0] === null ? 1 : 0;
}

/** ORDER BY within a stretch: exactly what its index holds, read one way or the other. */
export function stretchOrder(order: Order, { key }: Stretch, backwards: boolean): string {
  const dir = backwards === (order.dir === 'asc') ? 'desc' : 'asc';
  const id = order.sort.scan?.id ?? order.id;
  return key ? `${key.sql} ${dir}, ${id} ${dir}` : `${id} ${dir}`;
}

/** The rows of a stretch beyond `cursor`, in the one form that both servers answer from the index (measured: 0.5 against 1,500 ms). */
export function stretchBeyond(order: Order, { key }: Stretch, cursor: Cursor, backwards: boolean): SqlPart {
  const sign = backwards === (order.dir === 'asc') ? '<' : '>';
  const id = `${order.sort.scan?.id ?? order.id} ${sign} ${PLACES.id}`;
  if (!key) return { sql: id, params: [cursor.id] };
  const value = cursor.keys[order.sort.keys.indexOf(key)];
  const place = PLACES[key.kind];
  return { sql: `${key.sql} ${sign}= ${place} AND (${key.sql} ${sign} ${place} OR ${id})`, params: [value, value, cursor.id] };
}
