import type { EntityManager } from 'typeorm';
import type { Cursor } from './cursor';
import { FIRST, type Place } from './list-state';
import { beyond, orderBy, stretchBounds, stretches, stretchOf, stretchOrder, type Order, type Stretch } from './order';
import { allOf, type SqlPart } from './sql-part';

/** What a page of a list is read from. All SQL in it is fixed in the program; only `where` carries values. */
export interface PageRequest {
  readonly order: Order;
  readonly place: Place;
  readonly size: number;
  /** Filters and visibility, on the table's own alias. */
  readonly where: SqlPart;
  /** Something narrows the list, so that an index may have to be read far for one page. */
  readonly narrowed: boolean;
  /** A SELECT of `id` of all that `where` leaves. */
  readonly matching: SqlPart;
  /** Few rows are left, so they are sorted on the spot; otherwise the order's index is read along, quick at any size. */
  readonly few: boolean;
  /** Values of the order's leading key, ascending (`stretches`). */
  readonly ranks: readonly string[];
  /** How many entries of the index are read before the rows are sorted on the spot instead. */
  readonly window?: number;
  /** What is shown of each row: columns, and the joins that begin at `page.id`. */
  readonly details: { readonly select: string; readonly joins: string };
}

export interface TablePage<Row> {
  readonly rows: readonly Row[];
  /** Where the page before and the page after begin; null: there is none. */
  readonly previous: Cursor | null;
  readonly next: Cursor | null;
  /** Number of the first row, when it is known. */
  readonly from: number | null;
}

/** Enough to fill a page with one row in a hundred, and read within a few milliseconds. */
const WINDOW = 4_000;

type Queryable = Pick<EntityManager, 'query'>;
type Keyed = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Reads one page: the ids by index and the details of those few rows in one statement. */
export async function readTablePage<Row>(manager: Queryable, request: PageRequest, show: (row: Keyed) => Row): Promise<TablePage<Row>> {
  const backwards = request.place.kind === 'before' || request.place.kind === 'last';
  const found = await rowsFrom(manager, request, backwards);
  const more = found.length > request.size;
  // Going back from the second page to less than a page: the first page, whole.
  if (request.place.kind === 'before' && !more && found.length < request.size) return readTablePage(manager, { ...request, place: FIRST }, show);
  const kept = found.slice(0, request.size);
  if (backwards) kept.reverse();
  const from = firstPosition(request.place, kept.length);
  const cursor = (index: number): Cursor => ({
    id: String(kept[index].id),
    keys: request.order.sort.keys.map((_, key) => textOf(kept[index][`k${key}`])),
    position: from === null ? null : from + index,
  });
  const atStart = request.place.kind === 'first' || (backwards && !more);
  const atEnd = request.place.kind === 'last' || (!backwards && !more);
  return {
    rows: kept.map(show),
    previous: atStart || kept.length === 0 ? null : cursor(0),
    next: atEnd || kept.length === 0 ? null : cursor(kept.length - 1),
    from,
  };
}

function firstPosition(place: Place, shown: number): number | null {
  if (place.kind === 'first') return 1;
  if (place.kind === 'last' || place.cursor.position === null) return null;
  const from = place.kind === 'after' ? place.cursor.position + 1 : place.cursor.position - shown;
  return from > 0 ? from : null;
}

async function rowsFrom(manager: Queryable, request: PageRequest, backwards: boolean): Promise<Keyed[]> {
  const cursor = 'cursor' in request.place ? request.place.cursor : null;
  if (request.few) return onTheSpot(manager, request, cursor, backwards);
  return (await alongIndex(manager, request, cursor, backwards)) ?? onTheSpot(manager, request, cursor, backwards);
}

function onTheSpot(manager: Queryable, request: PageRequest, cursor: Cursor | null, backwards: boolean): Promise<Keyed[]> {
  const { order, matching, size } = request;
  const where = allOf(cursor ? [beyond(order, cursor, backwards)] : []);
  const ids = `SELECT ${keyColumns(order, order.id)} FROM (${matching.sql}) few STRAIGHT_JOIN ${order.from} WHERE ${where.sql} ORDER BY ${orderBy(order, backwards)} LIMIT ${size + 1}`;
  return run(manager, request, backwards, { sql: ids, params: [...matching.params, ...where.params] });
}

/**
 * One stretch after the other until the page is full; nearly always the first one does.
 * @returns null when the index was read for a good while without filling the page: names of one country stand together in
 * the alphabet, so the rows asked for may all stand at the other end.
 */
async function alongIndex(manager: Queryable, request: PageRequest, cursor: Cursor | null, backwards: boolean): Promise<Keyed[] | null> {
  const { order, ranks, size } = request;
  const { scan } = order.sort;
  if (!scan) throw new Error('this order has no index');
  const all = stretches(order, ranks);
  const found: Keyed[] = [];
  const step = backwards ? -1 : 1;
  const begin = cursor ? stretchOf(order, cursor, ranks) : backwards ? all.length - 1 : 0;
  for (let at = begin; at >= 0 && at < all.length && found.length <= size; at += step) {
    const inside = [all[at].where, ...(cursor && at === begin ? [stretchBounds(order, all[at], cursor, backwards, 'beyond')] : [])];
    const end = request.narrowed ? await windowEnd(manager, request, all[at], allOf(inside), backwards) : null;
    const where = allOf([{ sql: scan.where ?? '', params: [] }, ...inside, request.where, ...(end ? [stretchBounds(order, all[at], end, backwards, 'upTo')] : [])]);
    const wanted = size + 1 - found.length;
    const ids = `SELECT ${keyColumns(order, scan.id)} FROM ${scan.table} ${scan.join ?? ''} WHERE ${where.sql} ORDER BY ${stretchOrder(order, all[at], backwards)} LIMIT ${wanted}`;
    const rows = await run(manager, request, backwards, { sql: ids, params: where.params });
    if (end && rows.length < wanted) return null;
    found.push(...rows);
  }
  return found;
}

/** The place so many index entries further on; null when the stretch ends before. Read from the index alone. */
async function windowEnd(manager: Queryable, { order, window = WINDOW }: PageRequest, stretch: Stretch, inside: SqlPart, backwards: boolean): Promise<Cursor | null> {
  const { scan } = order.sort;
  if (!scan) return null;
  const where = allOf([{ sql: scan.where ?? '', params: [] }, inside]);
  const rows: Keyed[] = await manager.query(
    `SELECT ${keyColumns(order, scan.id)} FROM ${scan.table} WHERE ${where.sql} ORDER BY ${stretchOrder(order, stretch, backwards)} LIMIT 1 OFFSET ${window}`,
    [...where.params],
  );
  return rows.length === 0 ? null : { id: String(rows[0].id), position: null, keys: order.sort.keys.map((_, key) => textOf(rows[0][`k${key}`])) };
}

function keyColumns({ sort }: Order, id: string): string {
  return [`${id} AS id`, ...sort.keys.map(({ sql }, index) => `${sql} AS k${index}`)].join(', ');
}

function run(manager: Queryable, { order, details }: PageRequest, backwards: boolean, ids: SqlPart): Promise<Keyed[]> {
  const shown: Order = { ...order, id: 'page.id', sort: { ...order.sort, keys: order.sort.keys.map((key, index) => ({ ...key, sql: `page.k${index}` })) } };
  const keys = order.sort.keys.map((_, index) => `page.k${index}, `).join('');
  return manager.query(`SELECT page.id, ${keys}${details.select} FROM (${ids.sql}) page ${details.joins} ORDER BY ${orderBy(shown, backwards)}`, [...ids.params]);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}
