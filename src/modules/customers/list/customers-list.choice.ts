import type { ListState } from '../../../kernel/table/list-state';
import { allOf, type SqlPart } from '../../../kernel/table/sql-part';
import { visibleCustomers } from '../customer.policy';
import { CUSTOMERS_TABLE, type ListContext } from './customers.table';

/** Which customers a list is about: what the reader may see, narrowed by the filters. */
export interface Choice {
  /** As a condition on `customers c`. */
  readonly where: SqlPart;
  /** false: every customer there is. */
  readonly narrowed: boolean;
  /** By what the reader chose, not only by what it may see. */
  readonly filtered: boolean;
  /** As a SELECT of `id`, at most `limit` of them; null: all. */
  readonly matching: (limit: number | null) => SqlPart;
}

/**
 * The trash as rows to be left out. It is small, so it is listed once instead of looking at the row of each of ten
 * thousand members of a group (measured: 3 ms against 70). The LIMIT keeps it a list.
 */
const TRASH = "(SELECT t.id FROM customers t FORCE INDEX (customers_live) WHERE t.deleted_at > '1000-01-01' LIMIT 18446744073709551615)";

export function chosen(context: ListContext, { filters }: Pick<ListState, 'filters'>): Choice {
  const names = Object.keys(filters);
  const where = allOf([visibleCustomers(context.actor), ...names.map((name) => CUSTOMERS_TABLE.filters[name].where(filters[name], context))]);
  const all = context.actor.may('customers.view');
  const lists = onlyLists(context, filters, all);
  return {
    where,
    narrowed: !all || names.length > 0,
    filtered: names.length > 0,
    matching: (limit) => (lists ? listed(lists, limit) : { sql: `SELECT c.id FROM customers c WHERE ${where.sql}${bound(limit)}`, params: where.params }),
  };
}

/** When one thing alone narrows the list and has lists of ids by index, those; otherwise null: the optimiser chooses. */
function onlyLists(context: ListContext, filters: ListState['filters'], all: boolean): SqlPart[] | null {
  const names = Object.keys(filters);
  const [name, values] = all ? [names[0], filters[names[0]]] : ['mine', ['1']];
  if (names.length !== (all ? 1 : 0)) return null;
  const { ids } = CUSTOMERS_TABLE.filters[name];
  return ids ? values.map((value) => ids(value, context)) : null;
}

function listed(lists: readonly SqlPart[], limit: number | null): SqlPart {
  const one = ({ sql, params }: SqlPart): SqlPart => ({ sql: `SELECT k.id FROM (${sql}) k LEFT JOIN ${TRASH} t ON t.id = k.id WHERE t.id IS NULL${bound(limit)}`, params });
  const parts = lists.map(one);
  if (parts.length === 1) return parts[0];
  return { sql: `SELECT id FROM (${parts.map(({ sql }) => `(${sql})`).join(' UNION ')}) either${bound(limit)}`, params: parts.flatMap(({ params }) => params) };
}

function bound(limit: number | null): string {
  return ` LIMIT ${limit ?? '18446744073709551615'}`;
}
