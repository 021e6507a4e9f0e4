import type { StaffActor } from '../../../kernel/access/actor';
import { isId } from '../../../kernel/http/id-param';
import { isCountry } from '../../../kernel/reference/countries';
import type { SqlPart } from '../../../kernel/table/sql-part';
import { defineTable, type TableFilter, type TableSort } from '../../../kernel/table/table';

/** What a condition on the list may ask. */
export interface ListContext {
  readonly actor: StaffActor;
  /** Ranks of the currencies that occur, the base currency's first. */
  readonly ranks: readonly number[];
}

type Filter = TableFilter<ListContext>;

const own = (index: string) => ({ table: `customers c FORCE INDEX (${index})`, id: 'c.id', where: 'c.deleted_at IS NULL' });
const balances = (index: string) => ({ table: `customer_balances b FORCE INDEX (${index})`, id: 'b.customer_id', join: 'STRAIGHT_JOIN customers c ON c.id = b.customer_id' });

/** Places first, and within a place by name: one index for the order and for the filter by that place. */
const place = (column: string, index: string): TableSort => ({
  keys: [
    { sql: `c.${column}`, kind: 'text', nullable: true },
    { sql: 'c.sort_name', kind: 'text' },
  ],
  first: 'asc',
  scan: own(index),
});

/** Figures of several currencies: the base currency's rows first, then the others', each by amount (CUS-14). */
const figure = (column: string, index: string): TableSort => ({
  keys: [
    { sql: 'b.currency_rank', kind: 'number', upwards: true },
    { sql: `b.${column}`, kind: 'decimal' },
  ],
  first: 'desc',
  spot: BALANCE,
  scan: balances(index),
});

const few = (sql: string, joins = '', first: 'asc' | 'desc' = 'asc'): TableSort => ({ keys: [{ sql, kind: 'text', nullable: true }], first, spot: { from: `${OWN.from} ${joins}`, id: OWN.id }, scan: null });

const OWN = { from: 'customers c ON c.id = few.id', id: 'c.id' };
const BALANCE = { from: 'customer_balances b ON b.customer_id = few.id', id: 'b.customer_id' };
const CONTACT = 'LEFT JOIN customer_contacts l ON l.id = c.primary_link_id LEFT JOIN contacts p ON p.id = l.contact_id';

const SORTS = {
  created: { keys: [], first: 'desc', scan: own('customers_live') },
  name: { keys: [{ sql: 'c.sort_name', kind: 'text' }], first: 'asc', scan: own('customers_sort_name') },
  number: { keys: [{ sql: 'c.number_order', kind: 'number' }], first: 'asc', scan: own('customers_number_order') },
  country: place('country', 'customers_country'),
  city: place('city', 'customers_city'),
  invoiced: figure('invoiced', 'customer_balances_invoiced'),
  paid: figure('paid', 'customer_balances_paid'),
  outstanding: figure('outstanding', 'customer_balances_outstanding'),
  last: {
    keys: [{ sql: 'b.last_transaction_on', kind: 'date', nullable: true }],
    first: 'desc',
    spot: BALANCE,
    scan: balances('customer_balances_last'),
  },
  type: few('c.type'),
  status: few("CONCAT(1 - c.active, c.unconfirmed)"),
  groups: few('(SELECT MIN(g.name) FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id WHERE m.customer_id = c.id)'),
  contact: few("NULLIF(CONCAT_WS(' ', p.last_name, p.first_name), '')", CONTACT),
  email: few('c.email'),
  phone: few('c.phone'),
  website: few('c.website'),
  vat: few('c.vat_number'),
  state: few('c.state'),
  postcode: few('c.postcode'),
  currency: few('c.currency'),
  manager: few('s.name', 'LEFT JOIN staff s ON s.id = c.account_manager_id'),
  updated: { keys: [{ sql: "DATE_FORMAT(c.updated_at, '%Y-%m-%d %H:%i:%s.%f')", kind: 'text' }], first: 'desc', scan: null },
} as const satisfies Record<string, TableSort>;

const listed = (sql: string) => (values: readonly string[]): SqlPart => ({ sql: `${sql} IN (?)`, params: [values] });
/** The beginning of a text, whatever its case and accents; LIKE alone would not take "ss" for "ß". */
const beginning = (sql: string) => (values: readonly string[]): SqlPart => ({
  sql: values.map(() => `${sql} LIKE ? ESCAPE '|' OR ${sql} = ?`).join(' OR '),
  params: values.flatMap((value) => [`${value.replace(/[|%_]/g, '|$&')}%`, value]),
});
const oneOf = (...choices: string[]) => (text: string) => (choices.includes(text) ? text : null);
const readId = (text: string) => (isId(text) ? text : null);
const readText = (text: string) => (text === '' ? null : text.slice(0, 100));

/** A row of a linking table is there. Several are asked one by one: together they mislead the optimiser (measured: 1 s). */
const linked = (table: string, column: string, valuesOf: (values: readonly string[], context: ListContext) => readonly string[] = (values) => values) => ({
  where: (values: readonly string[], context: ListContext): SqlPart => {
    const ids = valuesOf(values, context);
    return { sql: ids.map(() => `EXISTS (SELECT 1 FROM ${table} k WHERE k.${column} = ? AND k.customer_id = c.id)`).join(' OR '), params: ids };
  },
  ids: (value: string, context: ListContext): SqlPart => ({ sql: `SELECT k.customer_id AS id FROM ${table} k WHERE k.${column} = ?`, params: valuesOf([value], context) }),
});

const FILTERS = {
  type: { label: 'customers.list.type', many: true, read: oneOf('company', 'person'), where: listed('c.type'), scans: { created: own('customers_type') } },
  group: { label: 'customers.list.group', many: true, read: readId, ...linked('customer_group_members', 'group_id') },
  country: { label: 'customers.list.country', many: true, read: (text) => (isCountry(text) ? text : null), where: listed('c.country'), scans: { name: own('customers_country'), country: own('customers_country') } },
  active: { label: 'customers.list.active', many: true, read: oneOf('yes', 'no'), where: (values) => ({ sql: 'c.active IN (?)', params: [values.map((value) => (value === 'yes' ? 1 : 0))] }), scans: { created: own('customers_active') } },
  unconfirmed: { label: 'customers.list.unconfirmed', many: false, read: oneOf('1'), where: () => ({ sql: 'c.unconfirmed = 1', params: [] }) },
  state: { label: 'customers.list.state', many: false, read: readText, where: beginning('c.state'), scans: { name: own('customers_state') } },
  city: { label: 'customers.list.city', many: false, read: readText, where: beginning('c.city'), scans: { name: own('customers_city'), city: own('customers_city') } },
  mine: { label: 'customers.list.mine', many: false, read: oneOf('1'), ...linked('customer_admins', 'staff_id', (_, { actor }) => [actor.id]) },
  admin: { label: 'customers.list.admin', many: true, read: readId, ...linked('customer_admins', 'staff_id') },
  manager: { label: 'customers.list.manager', many: true, read: readId, where: listed('c.account_manager_id') },
  product: { label: 'customers.list.product', many: true, read: readId, ...linked('customer_products', 'product_id') },
  outstanding: {
    label: 'customers.list.outstandingOnly',
    many: false,
    read: oneOf('1'),
    where: () => ({ sql: 'EXISTS (SELECT 1 FROM customer_balances o WHERE o.customer_id = c.id AND o.outstanding > 0)', params: [] }),
    scans: { outstanding: { ...balances('customer_balances_outstanding'), where: 'b.outstanding > 0' } },
    ids: (_, { ranks }) => ({ sql: 'SELECT o.customer_id AS id FROM customer_balances o FORCE INDEX (customer_balances_outstanding) WHERE o.currency_rank IN (?) AND o.outstanding > 0', params: [ranks.length > 0 ? ranks : [0]] }),
  },
} as const satisfies Record<string, Filter>;

/** The customer list (CUS-1 to CUS-6): its columns, orders and filters. */
export const CUSTOMERS_TABLE = defineTable<ListContext>({
  name: 'customers',
  path: '/admin/customers',
  own: OWN,
  pageSize: 25,
  defaultSort: { key: 'created', dir: 'desc' },
  sorts: SORTS,
  filters: FILTERS,
  columns: [
    { key: 'customer', label: 'customers.list.customer', sort: 'name', usual: true, always: true },
    { key: 'type', label: 'customers.list.type', sort: 'type', also: { label: 'customers.list.status', sort: 'status' }, usual: true },
    { key: 'groups', label: 'customers.list.groups', sort: 'groups', usual: true },
    { key: 'contact', label: 'customers.list.contact', sort: 'contact', usual: true },
    { key: 'place', label: 'customers.list.place', sort: 'city', usual: true },
    { key: 'invoiced', label: 'customers.list.invoiced', sort: 'invoiced', class: 'num', usual: true },
    { key: 'paid', label: 'customers.list.paid', sort: 'paid', class: 'num', usual: true },
    { key: 'outstanding', label: 'customers.list.outstanding', sort: 'outstanding', class: 'num', usual: true },
    { key: 'last', label: 'customers.list.last', sort: 'last', class: 'num last', usual: true },
    { key: 'number', label: 'customers.list.number', sort: 'number', usual: false },
    { key: 'email', label: 'customers.list.email', sort: 'email', usual: false },
    { key: 'phone', label: 'customers.list.phone', sort: 'phone', usual: false },
    { key: 'website', label: 'customers.list.website', sort: 'website', usual: false },
    { key: 'vat', label: 'customers.list.vat', sort: 'vat', usual: false },
    { key: 'country', label: 'customers.list.country', sort: 'country', usual: false },
    { key: 'state', label: 'customers.list.state', sort: 'state', usual: false },
    { key: 'postcode', label: 'customers.list.postcode', sort: 'postcode', usual: false },
    { key: 'currency', label: 'customers.list.currency', sort: 'currency', usual: false },
    { key: 'manager', label: 'customers.list.manager', sort: 'manager', usual: false },
    { key: 'created', label: 'customers.list.created', sort: 'created', class: 'num', usual: false },
    { key: 'updated', label: 'customers.list.updated', sort: 'updated', class: 'num', usual: false },
  ],
});

export type CustomerSort = keyof typeof SORTS;
