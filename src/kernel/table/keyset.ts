import type { EntityManager } from 'typeorm';
import type { Cursor } from './cursor';
import { FIRST, type Place } from './list-state';
import { beyond, orderBy, stretchBeyond, stretches, stretchOf, stretchOrder, type Order } from './order';
import { allOf, type SqlPart } from './sql-part';

/** What a page of a list is read from. All SQL in it is fixed in the program; only `where` carries values. */
export interface PageRequest {
  readonly order: Order;
  readonly place: Place;
  readonly size: number;
  /** Filters and visibility, on the table's own alias. */
  readonly where: SqlPart;
  /**
   * Few rows are left: their ids, to be sorted on the spot, as `SELECT … AS id`. null: the order's index is read along,
   * which is quick at any size.
   */
  readonly few: { readonly ids: SqlPart; readonly from: string } | null;
  /** Values of the order's leading key, ascending (`stretches`). */
  readonly ranks: readonly string[];
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

type Keyed = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Reads one page: the ids by index and the details of those few rows in one statement. */
export async function readTablePage<Row>(manager: EntityManager, request: PageRequest, show: (row: Keyed) => Row): Promise<TablePage<Row>> {
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

async function rowsFrom(manager: EntityManager, request: PageRequest, backwards: boolean): Promise<Keyed[]> {
  const { order, place, size } = request;
  const cursor = 'cursor' in place ? place.cursor : null;
  if (request.few) {
    const where = allOf(cursor ? [beyond(order, cursor, backwards)] : []);
    const ids = `SELECT ${keyColumns(order, order.id)} FROM (${request.few.ids.sql}) few STRAIGHT_JOIN ${request.few.from} ${order.sort.joins ?? ''} WHERE ${where.sql} ORDER BY ${orderBy(order, backwards)} LIMIT ${size + 1}`;
    return run(manager, request, backwards, { sql: ids, params: [...request.few.ids.params, ...where.params] });
  }
  return alongIndex(manager, request, cursor, backwards);
}

/** One stretch after the other until the page is full; nearly always the first one does. */
async function alongIndex(manager: EntityManager, request: PageRequest, cursor: Cursor | null, backwards: boolean): Promise<Keyed[]> {
  const { order, ranks, size } = request;
  const { scan } = order.sort;
  if (!scan) throw new Error('this order has no index');
  const all = stretches(order, ranks);
  const found: Keyed[] = [];
  const step = backwards ? -1 : 1;
  const begin = cursor ? stretchOf(order, cursor, ranks) : backwards ? all.length - 1 : 0;
  for (let at = begin; at >= 0 && at < all.length && found.length <= size; at += step) {
    const inside = cursor && at === begin ? [stretchBeyond(order, all[at], cursor, backwards)] : [];
    const where = allOf([all[at].where, ...inside, request.where]);
    const ids = `SELECT ${keyColumns(order, scan.id)} FROM ${scan.from} WHERE ${where.sql} ORDER BY ${stretchOrder(order, all[at], backwards)} LIMIT ${size + 1 - found.length}`;
    found.push(...(await run(manager, request, backwards, { sql: ids, params: where.params })));
  }
  return found;
}

function keyColumns({ sort }: Order, id: string): string {
  return [`${id} AS id`, ...sort.keys.map(({ sql }, index) => `${sql} AS k${index}`)].join(', ');
}

function run(manager: EntityManager, { order, details }: PageRequest, backwards: boolean, ids: SqlPart): Promise<Keyed[]> {
  const shown: Order = { ...order, id: 'page.id', sort: { ...order.sort, keys: order.sort.keys.map((key, index) => ({ ...key, sql: `page.k${index}` })) } };
  const keys = order.sort.keys.map((_, index) => `page.k${index}, `).join('');
  return manager.query(`SELECT page.id, ${keys}${details.select} FROM (${ids.sql}) page ${details.joins} ORDER BY ${orderBy(shown, backwards)}`, [...ids.params]);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}
