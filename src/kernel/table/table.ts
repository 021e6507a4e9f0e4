import type { SqlPart } from './sql-part';

export type Direction = 'asc' | 'desc';

/** What a key of an order holds; a cursor's values are checked against it. */
export type KeyKind = 'text' | 'number' | 'decimal' | 'date' | 'id';

/** One key of an order, above the id that breaks every tie. */
export interface OrderKey {
  /** A column or expression, fixed in the program. */
  readonly sql: string;
  readonly kind: KeyKind;
  /** May be NULL: those rows stand last in both directions. */
  readonly nullable?: boolean;
  /** Stays upwards whichever way the list is sorted (currencies, base first). */
  readonly upwards?: boolean;
}

export interface TableSort {
  /** At most two, of which the second is the one people see. Empty: by id alone. */
  readonly keys: readonly OrderKey[];
  /** What the first click does: figures and dates downwards, text upwards. */
  readonly first: Direction;
  /**
   * What the keys are read from when rows are sorted on the spot: joined to `few`, the ids; and the column of the id.
   * Without it, the list's own table; so an order by figures need not look at the customers.
   */
  readonly spot?: { readonly from: string; readonly id: string };
  /**
   * The table with the index that holds this order, the column of the id in that index, and what joins the list's own
   * table: the sort is open at any size. null: only while few rows are left (CUS-6).
   */
  readonly scan: Scan | null;
}

export interface Scan {
  readonly table: string;
  readonly id: string;
  readonly join?: string;
  readonly where?: string;
}

export interface TableColumn {
  readonly key: string;
  /** Key of the language files. */
  readonly label: string;
  /** Key of `sorts` its heading leads to. */
  readonly sort?: string;
  /** A second sort under the same heading ("Type · Status"). */
  readonly also?: { readonly label: string; readonly sort: string };
  readonly class?: string;
  /** Shown unless it is taken away; the others wait under "More columns". */
  readonly usual: boolean;
  /** Cannot be taken away. */
  readonly always?: boolean;
}

/** @typeParam C what a condition may ask about the reader, for example the actor. */
export interface TableFilter<C> {
  /** Key of the language files. */
  readonly label: string;
  /** A value of the address as the filter takes it; null: it is none, and is left out. */
  readonly read: (text: string) => string | null;
  /** More than one value at once. */
  readonly many: boolean;
  readonly where: (values: readonly string[], context: C) => SqlPart;
  /** Where the rows are not read from the list's own table: a SELECT of `id` that lists those of one value by index. */
  readonly ids?: (value: string, context: C) => SqlPart;
  /** By sort: an index that holds the rows of one value of this filter in that order. */
  readonly scans?: Readonly<Partial<Record<string, Scan>>>;
}

/** One list, described: headings, sorts, filters, columns come from here and nothing else is understood (A7, A8). */
export interface Table<C> {
  readonly name: string;
  readonly path: string;
  /** The list's own table joined to `few`, the ids of a result, and its column of the id. */
  readonly own: { readonly from: string; readonly id: string };
  readonly pageSize: number;
  readonly columns: readonly TableColumn[];
  readonly sorts: Readonly<Record<string, TableSort>>;
  readonly defaultSort: { readonly key: string; readonly dir: Direction };
  readonly filters: Readonly<Record<string, TableFilter<C>>>;
}

/**
 * Checks a description when the program starts, so that a slip does not wait for somebody's click.
 * @throws Error when a column or the default names a sort that is not described, or a name stands twice.
 */
export function defineTable<C>(table: Table<C>): Table<C> {
  const named = [table.defaultSort.key, ...table.columns.flatMap(({ sort, also }) => [sort, also?.sort])].filter((key) => key !== undefined);
  const missing = named.find((key) => !Object.hasOwn(table.sorts, key));
  if (missing !== undefined) throw new Error(`${table.name}: the sort ${missing} is not described`);
  if (new Set(table.columns.map(({ key }) => key)).size < table.columns.length) throw new Error(`${table.name}: a column stands twice`);
  const reserved = Object.keys(table.filters).find((key) => RESERVED.has(key));
  if (reserved) throw new Error(`${table.name}: ${reserved} cannot be the name of a filter`);
  return table;
}

const RESERVED = new Set(['q', 'sort', 'dir', 'after', 'before', 'last', 'cols', 'view']);
