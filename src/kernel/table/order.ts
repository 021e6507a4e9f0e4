import type { Cursor } from './cursor';
import { NOTHING, type SqlPart } from './sql-part';
import type { Direction, KeyKind, OrderKey, Table, TableSort } from './table';

/** An order read in one direction; `backwards` when the rows before a place are asked for. */
export interface Order {
  readonly sort: TableSort;
  readonly dir: Direction;
  /** Where rows that are sorted on the spot are read from, and the column of the id that breaks ties. */
  readonly from: string;
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
  const sort = table.sorts[key];
  return { sort, dir, ...(sort.spot ?? table.own) };
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
  /** The keys that move within the stretch, above the id. */
  readonly keys: readonly OrderKey[];
}

/**
 * The stretches of an order, first to last.
 * @param ranks values of the leading `upwards` key, ascending, where the order has one.
 */
export function stretches({ sort }: Order, ranks: readonly string[]): Stretch[] {
  const [first, ...rest] = sort.keys;
  if (first?.upwards) return ranks.map((rank) => ({ where: { sql: `${first.sql} = ?`, params: [Number(rank)] }, keys: rest }));
  if (!first?.nullable) return [{ where: NOTHING, keys: sort.keys }];
  return [
    { where: { sql: `${first.sql} IS NOT NULL`, params: [] }, keys: sort.keys },
    { where: { sql: `${first.sql} IS NULL`, params: [] }, keys: rest },
  ];
}

/** Which stretch a cursor stands in; -1 when there is none any more. */
export function stretchOf({ sort }: Order, cursor: Cursor, ranks: readonly string[]): number {
  const [first] = sort.keys;
  if (first?.upwards) return ranks.findIndex((rank) => rank === cursor.keys[0]);
  return first?.nullable && cursor.keys[0] === null ? 1 : 0;
}

/** ORDER BY within a stretch: exactly what its index holds, read one way or the other. */
export function stretchOrder(order: Order, { keys }: Stretch, backwards: boolean): string {
  const dir = backwards === (order.dir === 'asc') ? 'desc' : 'asc';
  return [...keys.map(({ sql }) => sql), order.sort.scan?.id ?? order.id].map((sql) => `${sql} ${dir}`).join(', ');
}

/**
 * The rows of a stretch beyond `cursor`, or up to and with it: alternatives of equal keys, which both servers answer from
 * the index to the point, also among a million equal keys (measured on MariaDB 10.11: 0.1 ms; as `a >= ? AND (a > ? OR
 * id > ?)` 95 ms among equals; as `(a, id) > (?, ?)` 1,500 ms).
 */
export function stretchBounds(order: Order, { keys }: Stretch, cursor: Cursor, backwards: boolean, side: 'beyond' | 'upTo'): SqlPart {
  const forwards = backwards !== (order.dir === 'asc');
  const sign = forwards === (side === 'beyond') ? '>' : '<';
  const all = [...keys.map((key) => ({ sql: key.sql, place: PLACES[key.kind], value: cursor.keys[order.sort.keys.indexOf(key)] })), { sql: order.sort.scan?.id ?? order.id, place: PLACES.id, value: cursor.id }];
  const branches = all.map(({ sql, place, value }, last) => {
    const equal = side === 'upTo' && last === all.length - 1 ? '=' : '';
    const before = all.slice(0, last);
    return { sql: [...before.map((key) => `${key.sql} = ${key.place}`), `${sql} ${sign}${equal} ${place}`].join(' AND '), params: [...before.map((key) => key.value), value] };
  });
  return { sql: branches.map(({ sql }) => `(${sql})`).join(' OR '), params: branches.flatMap(({ params }) => params) };
}
