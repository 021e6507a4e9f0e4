import type { TablePage } from './keyset';
import { addressOf, withFilter, type ListState } from './list-state';
import type { Table, TableColumn } from './table';

/** What `partials/th` takes. */
export interface Heading {
  readonly label: string;
  readonly class: string | null;
  readonly href: string | null;
  readonly sorted: 'ascending' | 'descending' | null;
  /** The second link is the one that sorts. */
  readonly second: boolean;
  /** Why the heading is no link. */
  readonly why: string | null;
  readonly also: { readonly label: string; readonly href: string | null; readonly sorted: Heading['sorted'] } | null;
}

/** Words are asked of the language files by whoever shows the list. */
export type Words = (key: string, params?: Record<string, string | number>) => string;

/**
 * The headings of the shown columns.
 * @param open says whether a sort is open now; a heading whose sort is not says why (CUS-6).
 */
export function headings<C>(table: Table<C>, state: ListState, columns: readonly TableColumn[], open: (sort: string) => boolean, words: Words): Heading[] {
  return columns.map(({ label, sort, also, class: css }) => {
    const first = sort && open(sort) ? sortLink(table, state, sort) : { href: null, sorted: null };
    const second = also ? { label: words(also.label), ...(open(also.sort) ? sortLink(table, state, also.sort) : { href: null, sorted: null }) } : null;
    return { label: words(label), class: css ?? null, ...first, second: first.sorted === null, sorted: first.sorted ?? second?.sorted ?? null, also: second, why: sort && !first.href ? words('common.list.sortFew') : null };
  });
}

/** The headings that sort as a list of links, for screens without headings: what stands so now, and where each leads. */
export function sortLinks(heads: readonly Heading[]): { label: string; href: string; sorted: Heading['sorted'] }[] {
  return heads
    .flatMap(({ label, href, sorted, second, also }) => [{ label, href, sorted: second ? null : sorted }, ...(also ? [also] : [])])
    .filter((entry): entry is { label: string; href: string; sorted: Heading['sorted'] } => entry.href !== null);
}

function sortLink<C>(table: Table<C>, state: ListState, key: string): Pick<Heading, 'href' | 'sorted'> {
  const current = state.sort ?? (state.q ? null : table.defaultSort);
  const dir = current?.key === key ? current.dir : null;
  const next = dir === null ? table.sorts[key].first : dir === 'asc' ? 'desc' : 'asc';
  return { href: addressOf(table, state, { sort: { key, dir: next } }), sorted: dir === null ? null : dir === 'asc' ? 'ascending' : 'descending' };
}

/** The columns that are shown, in the order of the description. */
export function shownColumns<C>(table: Table<C>, chosen: readonly string[] | null): TableColumn[] {
  return table.columns.filter(({ key, usual, always }) => always || (chosen ? chosen.includes(key) : usual));
}

/** What `partials/pager` takes. `total` is in words ("1,047", "10,000+"); `count` is exact or null. */
export function pager<C>(table: Table<C>, state: ListState, page: TablePage<unknown>, total: { words: string; count: number | null }, figure: (value: number) => string) {
  const shown = page.rows.length;
  const from = page.from ?? (page.next === null && total.count !== null ? total.count - shown + 1 : null);
  const place = (to: Partial<ListState>) => addressOf(table, state, to);
  return {
    from: from === null ? null : figure(from),
    to: from === null ? null : figure(from + shown - 1),
    shown: figure(shown),
    total: total.words,
    first: page.previous ? place({}) : null,
    previous: page.previous ? place({ place: { kind: 'before', cursor: withPosition(page.previous, from) } }) : null,
    next: page.next ? place({ place: { kind: 'after', cursor: page.next } }) : null,
    last: page.next ? place({ place: { kind: 'last' } }) : null,
  };
}

function withPosition<T extends { position: number | null }>(cursor: T, position: number | null): T {
  return { ...cursor, position };
}

/** One chip for each value of each active filter, with the address without it. */
export function filterChips<C>(table: Table<C>, state: ListState, say: (filter: string, value: string) => string): { label: string; remove: string }[] {
  return Object.entries(state.filters).flatMap(([name, values]) =>
    values.map((value) => ({ label: say(name, value), remove: addressOf(table, withFilter(state, name, values.filter((other) => other !== value))) })),
  );
}
