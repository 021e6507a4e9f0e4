import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { straight } from '../../../kernel/db/raw-rows';
import { searchPlan } from '../../../kernel/search/search.plan';
import { readTablePage, type PageRequest, type TablePage } from '../../../kernel/table/keyset';
import { FIRST, type ListState } from '../../../kernel/table/list-state';
import { orderOf } from '../../../kernel/table/order';
import { NOTHING, type SqlPart } from '../../../kernel/table/sql-part';
import type { Scan } from '../../../kernel/table/table';
import { chosen, type Choice } from './customers-list.choice';
import { CustomerHits, idRows } from './customers-list.search';
import { CUSTOMERS_TABLE, type ListContext } from './customers.table';

/** As many as may be sorted on the spot and are counted exactly (CUS-6). */
export const FEW = 10_000;
/** When a page is found within so many rows of the order's index, that is quicker than to sort thousands. */
const NEAR = 3_000;
/** All hits of a search are listed up to here. */
const MOST_HITS = 200_000;

export interface CustomerRow {
  readonly id: string;
  readonly number: string;
  readonly type: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly vatNumber: string | null;
  readonly pictureId: string | null;
  readonly country: string | null;
  readonly state: string | null;
  readonly city: string | null;
  readonly postcode: string | null;
  /** null: the base currency. */
  readonly currency: string | null;
  readonly active: boolean;
  readonly unconfirmed: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly manager: string | null;
  readonly groups: readonly string[];
  readonly contact: { readonly name: string; readonly phone: string | null } | null;
  readonly invoiced: string;
  readonly paid: string;
  readonly outstanding: string;
  /** YYYY-MM-DD. */
  readonly lastTransactionOn: string | null;
}

export interface CustomerListPage extends TablePage<CustomerRow> {
  /** How many there are; `capped`: there are more than this. */
  readonly total: { readonly count: number; readonly capped: boolean };
  /** Every column sorts, because few rows are left. */
  readonly sortsAll: boolean;
  /** The order shown; another than asked for when that one is not open at this size. */
  readonly sort: ListState['sort'];
}

const DETAILS = {
  select: `c.number, c.type, c.display_name, c.email, c.phone, c.website, c.vat_number, c.picture_id, c.country, c.state, c.city, c.postcode,
    c.currency, c.active, c.unconfirmed, c.created_at, c.updated_at, s.name AS manager, p.first_name, p.last_name, p.phone AS contact_phone,
    p.id AS contact_id, b.invoiced, b.paid, b.outstanding, DATE_FORMAT(b.last_transaction_on, '%Y-%m-%d') AS last_transaction_on,
    (SELECT GROUP_CONCAT(g.name ORDER BY g.name SEPARATOR '\\n') FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id WHERE m.customer_id = page.id) AS group_names`,
  joins: `STRAIGHT_JOIN customers c ON c.id = page.id LEFT JOIN customer_balances b ON b.customer_id = page.id
    LEFT JOIN customer_contacts l ON l.id = c.primary_link_id LEFT JOIN contacts p ON p.id = l.contact_id LEFT JOIN staff s ON s.id = c.account_manager_id`,
};

/** Fills the customer list (CUS-1 to CUS-6). */
@Injectable()
export class CustomersListQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param known how many customers `actor` may see. */
  async page(actor: StaffActor, state: ListState, known: number): Promise<CustomerListPage> {
    const context: ListContext = { actor, ranks: needsRanks(state) ? await this.ranks() : [] };
    const choice = chosen(context, state);
    const left = choice.filtered ? await this.count(choice.matching(FEW + 1)) : { count: known, capped: known > FEW };
    const plan = state.q === '' ? null : searchPlan(state.q);
    if (!plan) return this.sorted(context, state, { ...choice, total: choice.filtered ? left : { count: known, capped: false }, sortsAll: !left.capped, known });
    const narrowing = choice.narrowed ? { where: choice.where, ids: choice.matching(FEW + 1), count: left.capped ? FEW + 1 : left.count, bound: FEW } : null;
    return this.searched(context, state, new CustomerHits(straight(this.dataSource), plan, narrowing));
  }

  /** How many a list shows. */
  async total(actor: StaffActor, state: ListState): Promise<CustomerListPage['total']> {
    return this.count(await this.ids(actor, state, FEW + 1));
  }

  /** Everything a list shows, on all its pages, as a SELECT of `id`. */
  all(actor: StaffActor, state: ListState): Promise<SqlPart> {
    return this.ids(actor, state, null);
  }

  /** The same for a file: a list of ids while it is short or comes from a search, otherwise the condition. */
  async source(actor: StaffActor, state: ListState): Promise<{ where: SqlPart; ids: SqlPart | null }> {
    const { where, narrowed } = chosen({ actor, ranks: [] }, state);
    if (searchPlan(state.q)) return { where, ids: await this.ids(actor, state, null) };
    const short = narrowed && !(await this.total(actor, state)).capped;
    return { where, ids: short ? await this.ids(actor, state, null) : null };
  }

  private async ids(actor: StaffActor, state: ListState, limit: number | null): Promise<SqlPart> {
    const { where, narrowed, matching } = chosen({ actor, ranks: state.filters.outstanding ? await this.ranks() : [] }, state);
    const plan = state.q === '' ? null : searchPlan(state.q);
    if (!plan) return matching(limit);
    const narrowing = narrowed ? { where, ids: matching(FEW + 1), count: FEW + 1, bound: FEW } : null;
    const listed = idRows(await new CustomerHits(straight(this.dataSource), plan, narrowing).find(limit ?? MOST_HITS));
    return { sql: `SELECT hits.id FROM ${listed.sql} hits`, params: listed.params };
  }

  /** In the order of a column; one that is not open at this size gives way to the default. */
  private async sorted(context: ListContext, state: ListState, { where, narrowed, matching, total, sortsAll, known }: Choice & Pick<CustomerListPage, 'total' | 'sortsAll'> & { known: number }): Promise<CustomerListPage> {
    const sort = state.sort && !sortsAll && !CUSTOMERS_TABLE.sorts[state.sort.key].scan ? null : state.sort;
    const narrow = filterScan(state, sort?.key ?? CUSTOMERS_TABLE.defaultSort.key);
    const plain = orderOf(CUSTOMERS_TABLE, sort);
    const order = narrow ? { ...plain, sort: { ...plain.sort, scan: narrow } } : plain;
    // The index of the one filter there is holds nothing else, so it is read along however few they are.
    const all = context.actor.may('customers.view');
    const alone = all && narrow !== null && Object.keys(state.filters).length === 1;
    const near = all && known > 0 && total.count * NEAR > CUSTOMERS_TABLE.pageSize * known;
    const request: PageRequest = {
      order,
      place: sort === state.sort ? state.place : FIRST,
      size: CUSTOMERS_TABLE.pageSize,
      where,
      narrowed: narrowed && !alone,
      matching: matching(null),
      few: !order.sort.scan || (narrowed && sortsAll && !alone && !near),
      ranks: context.ranks.map(String),
      details: DETAILS,
    };
    const page = await readTablePage(straight(this.dataSource), request, readRow);
    return { ...page, total, sortsAll, sort };
  }

  /** Best hits first; another order while there are few. */
  private async searched(context: ListContext, state: ListState, hits: CustomerHits): Promise<CustomerListPage> {
    if (state.sort) {
      const ids = await hits.find(FEW + 1);
      const found = idRows(ids);
      const listed = { sql: `SELECT hits.id FROM ${found.sql} hits`, params: found.params };
      if (ids.length <= FEW) return this.sorted(context, state, { where: NOTHING, narrowed: true, filtered: true, matching: () => listed, total: { count: ids.length, capped: false }, sortsAll: true, known: 0 });
    }
    const page = await hits.page(state.sort ? FIRST : state.place, CUSTOMERS_TABLE.pageSize, FEW);
    const count = page.next === null && page.from !== null && page.ids.length > 0 ? page.from + page.ids.length - 1 : await hits.count(FEW + 1);
    const listed = idRows(page.ids);
    const rows: Record<string, unknown>[] = page.ids.length === 0 ? [] : await straight(this.dataSource).query(`SELECT page.id, ${DETAILS.select} FROM ${listed.sql} page ${DETAILS.joins} ORDER BY page.n`, [...listed.params]);
    return { ...page, rows: rows.map(readRow), total: { count: Math.min(count, FEW), capped: count > FEW }, sortsAll: count <= FEW, sort: null };
  }

  private async count(ids: SqlPart): Promise<CustomerListPage['total']> {
    const rows: { count: string }[] = await straight(this.dataSource).query(`SELECT COUNT(*) AS count FROM (${ids.sql}) counted`, [...ids.params]);
    const count = Number(rows[0].count);
    return { count: Math.min(count, FEW), capped: count > FEW };
  }

  private async ranks(): Promise<number[]> {
    const rows: { currency_rank: number }[] = await straight(this.dataSource).query('SELECT DISTINCT currency_rank FROM customer_balances ORDER BY currency_rank');
    return rows.map((row) => row.currency_rank);
  }
}

/** The index that holds the rows of one filter's one value in the order asked for, where there is one. */
function filterScan({ q, filters }: ListState, sort: string): Scan | null {
  const name = q === '' ? Object.keys(filters).find((key) => filters[key].length === 1 && CUSTOMERS_TABLE.filters[key].scans?.[sort]) : undefined;
  return name === undefined ? null : (CUSTOMERS_TABLE.filters[name].scans?.[sort] ?? null);
}

function needsRanks({ sort, filters }: ListState): boolean {
  return filters.outstanding !== undefined || CUSTOMERS_TABLE.sorts[sort?.key ?? CUSTOMERS_TABLE.defaultSort.key].keys.some(({ upwards }) => upwards);
}

function readRow(row: Readonly<Record<string, unknown>>): CustomerRow {
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  const contact = [text('first_name'), text('last_name')].filter(Boolean).join(' ');
  return {
    id: String(row.id),
    number: String(row.number),
    type: String(row.type),
    name: String(row.display_name),
    email: text('email'),
    phone: text('phone'),
    website: text('website'),
    vatNumber: text('vat_number'),
    pictureId: text('picture_id'),
    country: text('country'),
    state: text('state'),
    city: text('city'),
    postcode: text('postcode'),
    currency: text('currency'),
    active: Boolean(row.active),
    unconfirmed: Boolean(row.unconfirmed),
    createdAt: row.created_at as Date,
    updatedAt: row.updated_at as Date,
    manager: text('manager'),
    groups: text('group_names')?.split('\n') ?? [],
    contact: row.contact_id === null ? null : { name: contact, phone: text('contact_phone') },
    invoiced: text('invoiced') ?? '0',
    paid: text('paid') ?? '0',
    outstanding: text('outstanding') ?? '0',
    lastTransactionOn: text('last_transaction_on'),
  };
}
