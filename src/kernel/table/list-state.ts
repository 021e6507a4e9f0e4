import { withQuery } from '../views/address';
import { decodeCursor, encodeCursor, type Cursor } from './cursor';
import type { Direction, Table, TableSort } from './table';

export type Place =
  | { readonly kind: 'first' }
  | { readonly kind: 'last' }
  | { readonly kind: 'after' | 'before'; readonly cursor: Cursor };

/** What an address asks of a list; only what its description knows. */
export interface ListState {
  readonly q: string;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** null: nobody chose, so the default order, or with a search the best hits first. */
  readonly sort: { readonly key: string; readonly dir: Direction } | null;
  readonly place: Place;
  /** null: as the reader keeps it. */
  readonly columns: readonly string[] | null;
  readonly view: string | null;
}

export const FIRST: Place = { kind: 'first' };
const LONGEST_SEARCH = 200;
const MOST_VALUES = 100;

/** Reads the query of an address. Unknown names and values are left out, never an error: old links go on working. */
export function readListState<C>(table: Table<C>, query: unknown): ListState {
  const sent = typeof query === 'object' && query !== null ? (query as Record<string, unknown>) : {};
  const texts = (name: string) => textsOf(Object.hasOwn(sent, name) ? sent[name] : undefined);
  const one = (name: string) => texts(name)[0] ?? '';
  const sort = readSort(table, one('sort'), one('dir'));
  const columns = texts('cols').filter((key) => table.columns.some((column) => column.key === key));
  return {
    q: clean(one('q')),
    filters: readFilters(table, texts),
    sort,
    place: readPlace(one, sortOf(table, sort)),
    columns: columns.length > 0 ? [...new Set(columns)] : null,
    view: /^[1-9]\d{0,18}$/.test(one('view')) ? one('view') : null,
  };
}

/** The description of the order a state asks for. */
export function sortOf<C>(table: Table<C>, sort: ListState['sort']): TableSort {
  return table.sorts[sort?.key ?? table.defaultSort.key];
}

/** The query of `state` as it stands in an address. */
export function stateQuery(state: ListState): Record<string, string | readonly string[]> {
  const { place } = state;
  return {
    ...(state.q && { q: state.q }),
    ...state.filters,
    ...(state.sort && { sort: state.sort.key, dir: state.sort.dir }),
    ...(place.kind === 'last' && { last: '1' }),
    ...('cursor' in place && { [place.kind]: encodeCursor(place.cursor) }),
    ...(state.columns && { cols: state.columns }),
    ...(state.view && { view: state.view }),
  };
}

/** The address of the list with `changes` made; a change of anything but the place begins at the first page. */
export function addressOf<C>(table: Table<C>, state: ListState, changes: Partial<ListState> = {}): string {
  return withQuery(table.path, stateQuery({ ...state, place: FIRST, ...changes }));
}

/** `state` with one filter set to `values`; none takes it away. */
export function withFilter(state: ListState, key: string, values: readonly string[]): ListState {
  const others = Object.entries(state.filters).filter(([name]) => name !== key);
  return { ...state, filters: Object.fromEntries(values.length > 0 ? [...others, [key, values]] : others) };
}

function readFilters<C>(table: Table<C>, texts: (name: string) => string[]): ListState['filters'] {
  const entries = Object.entries(table.filters).map(([name, filter]) => {
    const values = [...new Set(texts(name).map((text) => filter.read(clean(text))))].filter((value) => value !== null);
    return [name, values.slice(0, filter.many ? MOST_VALUES : 1)] as const;
  });
  return Object.fromEntries(entries.filter(([, values]) => values.length > 0));
}

function readSort<C>(table: Table<C>, key: string, dir: string): ListState['sort'] {
  if (!Object.hasOwn(table.sorts, key)) return null;
  return { key, dir: dir === 'asc' || dir === 'desc' ? dir : table.sorts[key].first };
}

function readPlace(one: (name: string) => string, sort: TableSort): Place {
  if (one('last') === '1') return { kind: 'last' };
  for (const kind of ['after', 'before'] as const) {
    const cursor = decodeCursor(one(kind), sort);
    if (cursor) return { kind, cursor };
  }
  return FIRST;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
}

function clean(text: string): string {
  return [...text.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, ' ').trim()].slice(0, LONGEST_SEARCH).join('');
}

/** The same of a query that a form carries as text. */
export function readListQuery<C>(table: Table<C>, query: string): ListState {
  const search = new URLSearchParams(query);
  return readListState(table, Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])));
}
