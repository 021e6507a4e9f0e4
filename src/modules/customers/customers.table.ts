import type { StaffActor } from '../../kernel/access/actor';
import { isId } from '../../kernel/http/id-param';
import { isCountry } from '../../kernel/reference/countries';
import type { SqlPart } from '../../kernel/table/sql-part';
import { defineTable, type TableFilter, type TableSort } from '../../kernel/table/table';

/** What a condition on the list may ask. */
export interface ListContext {
  readonly actor: StaffActor;
}

type Filter = TableFilter<ListContext>;

const indexed = (column: string, kind: TableSort['keys'][number]['kind'], index: string, first: 'asc' | 'desc', nullable = false): TableSort => ({
  keys: [{ sql: `c.${column}`, kind, nullable }],
  first,
  scan: { from: `customers c FORCE INDEX (${index})`, id: 'c.id' },
});

/** Figures of several currencies: the base currency's rows first, then the others', each by amount (CUS-14). */
const figure = (column: string, index: string): TableSort => ({
  keys: [
    { sql: 'b.currency_rank', kind: 'number', upwards: true },
    { sql: `b.${column}`, kind: 'decimal' },
  ],
  first: 'desc',
  joins: BALANCE,
  scan: { from: `customer_balances b FORCE INDEX (${index}) STRAIGHT_JOIN customers c ON c.id = b.customer_id`, id: 'b.customer_id' },
});

const few = (sql: string, joins = '', first: 'asc' | 'desc' = 'asc'): TableSort => ({ keys: [{ sql, kind: 'text', nullable: true }], first, joins, scan: null });

const BALANCE = 'JOIN customer_balances b ON b.customer_id = c.id';
const CONTACT = 'LEFT JOIN customer_contacts l ON l.id = c.primary_link_id LEFT JOIN contacts p ON p.id = l.contact_id';

const SORTS = {
  created: { keys: [], first: 'desc', scan: { from: 'customers c FORCE INDEX (customers_live)', id: 'c.id' } },
  name: indexed('sort_name', 'text', 'customers_sort_name', 'asc'),
  number: indexed('number_order', 'number', 'customers_number_order', 'asc'),
  country: indexed('country', 'text', 'customers_country', 'asc', true),
  city: indexed('city', 'text', 'customers_city', 'asc', true),
  invoiced: figure('invoiced', 'customer_balances_invoiced'),
  paid: figure('paid', 'customer_balances_paid'),
  outstanding: figure('outstanding', 'customer_balances_outstanding'),
  last: {
    keys: [{ sql: 'b.last_transaction_on', kind: 'date', nullable: true }],
    first: 'desc',
    joins: BALANCE,
    scan: { from: 'customer_balances b FORCE INDEX (customer_balances_last) STRAIGHT_JOIN customers c ON c.id = b.customer_id', id: 'b.customer_id' },
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
const oneOf = (...choices: string[]) => (text: string) => (choices.includes(text) ? text : null);
const readId = (text: string) => (isId(text) ? text : null);
const readText = (text: string) => (text === '' ? null : text.slice(0, 100));

/** A row of a linking table is there; one look into its primary key for each customer. */
const linked = (table: string, column: string) => (values: readonly string[]): SqlPart => ({
  sql: `EXISTS (SELECT 1 FROM ${table} k WHERE k.${column} IN (?) AND k.customer_id = c.id)`,
  params: [values],
});

const FILTERS = {
  type: { label: 'customers.list.type', many: true, read: oneOf('company', 'person'), where: listed('c.type') },
  group: { label: 'customers.list.group', many: true, read: readId, where: linked('customer_group_members', 'group_id') },
  country: { label: 'customers.list.country', many: true, read: (text) => (isCountry(text) ? text : null), where: listed('c.country') },
  active: { label: 'customers.list.active', many: true, read: oneOf('yes', 'no'), where: (values) => ({ sql: 'c.active IN (?)', params: [values.map((value) => (value === 'yes' ? 1 : 0))] }) },
  unconfirmed: { label: 'customers.list.unconfirmed', many: false, read: oneOf('1'), where: () => ({ sql: 'c.unconfirmed = 1', params: [] }) },
  state: { label: 'customers.list.state', many: false, read: readText, where: listed('c.state') },
  city: { label: 'customers.list.city', many: false, read: readText, where: listed('c.city') },
  mine: { label: 'customers.list.mine', many: false, read: oneOf('1'), where: (_, { actor }) => linked('customer_admins', 'staff_id')([actor.id]) },
  admin: { label: 'customers.list.admin', many: true, read: readId, where: linked('customer_admins', 'staff_id') },
  manager: { label: 'customers.list.manager', many: true, read: readId, where: listed('c.account_manager_id') },
  product: { label: 'customers.list.product', many: true, read: readId, where: linked('customer_products', 'product_id') },
  outstanding: {
    label: 'customers.list.outstandingOnly',
    many: false,
    read: oneOf('1'),
    where: () => ({ sql: 'EXISTS (SELECT 1 FROM customer_balances o WHERE o.customer_id = c.id AND o.outstanding > 0)', params: [] }),
  },
} as const satisfies Record<string, Filter>;

/** The customer list (CUS-1 to CUS-6): its columns, orders and filters. */
export const CUSTOMERS_TABLE = defineTable<ListContext>({
  name: 'customers',
  path: '/admin/customers',
  id: 'c.id',
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
