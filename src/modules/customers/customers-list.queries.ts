import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { readTablePage, type TablePage } from '../../kernel/table/keyset';
import type { ListState } from '../../kernel/table/list-state';
import { orderOf } from '../../kernel/table/order';
import { allOf, type SqlPart } from '../../kernel/table/sql-part';
import { visibleCustomers } from './customer.policy';
import { CUSTOMERS_TABLE, type ListContext } from './customers.table';

/** As many as may be sorted on the spot and are counted exactly (CUS-6). */
export const FEW = 10_000;

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

  /** @param known the kept count of all customers. */
  async page(actor: StaffActor, state: ListState, known: number): Promise<CustomerListPage> {
    const context: ListContext = { actor };
    const where = conditions(context, state);
    const narrowed = Object.keys(state.filters).length > 0 || !actor.may('customers.view');
    const total = narrowed ? await this.count(where) : { count: known, capped: false };
    const sortsAll = total.count <= FEW && !total.capped;
    const sort = state.sort && !sortsAll && !CUSTOMERS_TABLE.sorts[state.sort.key].scan ? null : state.sort;
    const order = orderOf(CUSTOMERS_TABLE, sort);
    const page = await readTablePage(
      this.dataSource.manager,
      {
        order,
        place: sort === state.sort ? state.place : { kind: 'first' },
        size: CUSTOMERS_TABLE.pageSize,
        where,
        few: narrowed && sortsAll ? { ids: { sql: `SELECT c.id FROM customers c WHERE ${where.sql} LIMIT ${FEW + 1}`, params: where.params }, from: 'customers c ON c.id = few.id' } : null,
        ranks: order.sort.keys.some(({ upwards }) => upwards) ? await this.ranks() : [],
        details: DETAILS,
      },
      readRow,
    );
    return { ...page, total, sortsAll, sort };
  }

  private async count(where: SqlPart): Promise<CustomerListPage['total']> {
    const rows: { count: string }[] = await this.dataSource.query(`SELECT COUNT(*) AS count FROM (SELECT 1 FROM customers c WHERE ${where.sql} LIMIT ${FEW + 1}) some`, [...where.params]);
    const count = Number(rows[0].count);
    return { count: Math.min(count, FEW), capped: count > FEW };
  }

  private async ranks(): Promise<string[]> {
    const rows: { currency_rank: number }[] = await this.dataSource.query('SELECT DISTINCT currency_rank FROM customer_balances ORDER BY currency_rank');
    return rows.map((row) => String(row.currency_rank));
  }
}

/** Visibility and filters as one condition. */
export function conditions(context: ListContext, state: Pick<ListState, 'filters'>): SqlPart {
  const filters = Object.entries(state.filters).map(([name, values]) => CUSTOMERS_TABLE.filters[name].where(values, context));
  return allOf([visibleCustomers(context.actor), ...filters]);
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
