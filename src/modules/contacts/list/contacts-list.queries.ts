import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { searchPlan, type SearchPlan } from '../../../kernel/search/search.plan';
import { findCandidates } from '../../../kernel/search/search.query';
import { readTablePage, type TablePage } from '../../../kernel/table/keyset';
import { FIRST, type ListState } from '../../../kernel/table/list-state';
import { orderOf } from '../../../kernel/table/order';
import { allOf, NOTHING, type SqlPart } from '../../../kernel/table/sql-part';
import { CUSTOMER_SEARCH } from '../../customers/customer-search';
import { visibleCustomers } from '../../customers/customer.policy';
import { INVITED_UNTIL } from '../contacts.queries';
import { CONTACTS_TABLE, type ListContext } from './contacts.table';
import { contactMatches, idsAsRows } from './contacts-search';

/** As many as may be sorted on the spot and are counted exactly (CUS-6). */
const FEW = 10_000;

/** The contact at one customer that the reader sees. */
export interface ListedLink {
  readonly linkId: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly position: string | null;
  readonly kind: string;
  readonly primary: boolean;
}

export interface ListedContact {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly handle: string | null;
  readonly language: string | null;
  readonly pictureId: string | null;
  readonly active: boolean;
  readonly hasPassword: boolean;
  readonly mustChange: boolean;
  readonly signedInAt: Date | null;
  readonly invitedUntil: Date | null;
  readonly createdAt: Date;
  readonly links: readonly ListedLink[];
}

export interface ContactListPage extends TablePage<ListedContact> {
  readonly total: { readonly count: number; readonly capped: boolean };
  readonly sortsAll: boolean;
  readonly sort: ListState['sort'];
}

const DETAILS = {
  select: `p.first_name, p.last_name, p.email, p.phone, p.handle, p.language, p.picture_id, p.active, (p.password_hash IS NOT NULL) AS has_password,
    p.must_change_password, p.signed_in_at, p.created_at, ${INVITED_UNTIL} AS invited_until`,
  joins: 'STRAIGHT_JOIN contacts p ON p.id = page.id',
};

/** Reads the list of all contacts: those of customers that the reader sees (CUS-24). */
@Injectable()
export class ContactsListQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async page(actor: StaffActor, state: ListState): Promise<ContactListPage> {
    const { where, matching, narrowed } = await this.choice(actor, state);
    const total = await this.count(matching(FEW + 1));
    const sortsAll = !total.capped;
    const sort = state.sort && !sortsAll && !CONTACTS_TABLE.sorts[state.sort.key].scan ? null : state.sort;
    const order = orderOf(CONTACTS_TABLE, sort);
    const found = await readTablePage(
      this.dataSource.manager,
      { order, place: sort === state.sort ? state.place : FIRST, size: CONTACTS_TABLE.pageSize, where, narrowed, matching: matching(null), few: !order.sort.scan || sortsAll, ranks: [], details: DETAILS },
      readRow,
    );
    return { ...found, rows: await this.withLinks(actor, found.rows), total, sortsAll, sort };
  }

  /** Contacts for a file, by id, after the one with the id `after`. */
  async batch(actor: StaffActor, state: ListState, after: string, size: number): Promise<ListedContact[]> {
    const { matching } = await this.choice(actor, state);
    const ids = matching(null);
    const rows: Record<string, unknown>[] = await this.dataSource.query(
      `SELECT page.id, ${DETAILS.select} FROM (SELECT found.id FROM (${ids.sql}) found WHERE found.id > ? ORDER BY found.id LIMIT ${size}) page ${DETAILS.joins} ORDER BY page.id`,
      [...ids.params, after],
    );
    return this.withLinks(actor, rows.map((row) => readRow(row)));
  }

  private async choice(actor: StaffActor, { q, filters }: ListState) {
    const context: ListContext = { actor, now: this.clock.now() };
    const names = Object.keys(filters);
    const plan = q === '' ? null : searchPlan(q);
    const searched = plan ? contactMatches(q, await this.customersFor(actor, plan)) : NOTHING;
    const where = allOf([{ sql: 'p.deleted_at IS NULL', params: [] }, seen(actor), searched, ...names.map((name) => CONTACTS_TABLE.filters[name].where(filters[name], context))]);
    const from = plan || !actor.may('customers.view') ? null : this.listed(names, filters, context);
    return {
      where,
      narrowed: names.length > 0 || plan !== null || !actor.may('customers.view'),
      matching: (limit: number | null): SqlPart => ({
        sql: `SELECT p.id FROM ${from ? `(${from.sql}) few STRAIGHT_JOIN contacts p ON p.id = few.id` : 'contacts p'} WHERE ${where.sql} LIMIT ${limit ?? '18446744073709551615'}`,
        params: [...(from?.params ?? []), ...where.params],
      }),
    };
  }

  private async customersFor(actor: StaffActor, plan: SearchPlan): Promise<SqlPart> {
    if (!actor.may('customers.view')) return { sql: '(SELECT customer_id AS id FROM customer_admins WHERE staff_id = ?)', params: [actor.id] };
    return idsAsRows(await findCandidates(this.dataSource.manager, CUSTOMER_SEARCH, plan, { limit: FEW }));
  }

  /** The ids of one filter that lists them by an index of another table. */
  private listed(names: readonly string[], filters: ListState['filters'], context: ListContext): SqlPart | null {
    const name = names.find((one) => filters[one].length === 1 && CONTACTS_TABLE.filters[one].ids);
    return name === undefined ? null : (CONTACTS_TABLE.filters[name].ids?.(filters[name][0], context) ?? null);
  }

  private async withLinks(actor: StaffActor, contacts: readonly ListedContact[]): Promise<ListedContact[]> {
    if (contacts.length === 0) return [];
    const visible = visibleCustomers(actor);
    const rows: { contact_key: string; id: string; customer_id: string; display_name: string; position: string | null; kind: string; is_primary: number }[] = await this.dataSource.query(
      `SELECT l.contact_key, l.id, c.id AS customer_id, c.display_name, l.position, l.kind, COALESCE(c.primary_link_id = l.id, 0) AS is_primary
       FROM customer_contacts l JOIN customers c ON c.id = l.customer_id WHERE l.contact_key IN (?) AND ${visible.sql} ORDER BY is_primary DESC, l.id`,
      [contacts.map(({ id }) => id), ...visible.params],
    );
    const links = rows.map((row) => ({
      of: String(row.contact_key), linkId: String(row.id), customerId: String(row.customer_id), customerName: row.display_name, position: row.position, kind: row.kind, primary: Number(row.is_primary) === 1,
    }));
    return contacts.map((contact) => ({ ...contact, links: links.filter(({ of }) => of === contact.id) }));
  }

  private async count(ids: SqlPart): Promise<ContactListPage['total']> {
    const rows: { count: string }[] = await this.dataSource.query(`SELECT COUNT(*) AS count FROM (${ids.sql}) counted`, [...ids.params]);
    const count = Number(rows[0].count);
    return { count: Math.min(count, FEW), capped: count > FEW };
  }
}

/** Whoever sees all customers sees all contacts that are not in the trash; others those of their own customers. */
function seen(actor: StaffActor): SqlPart {
  if (actor.may('customers.view')) return NOTHING;
  return { sql: 'p.id IN (SELECT k.contact_key FROM customer_admins a STRAIGHT_JOIN customer_contacts k ON k.customer_id = a.customer_id JOIN customers v ON v.id = a.customer_id AND v.deleted_at IS NULL WHERE a.staff_id = ?)', params: [actor.id] };
}

function readRow(row: Readonly<Record<string, unknown>>): ListedContact {
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  return {
    id: String(row.id), firstName: text('first_name'), lastName: text('last_name'), email: text('email'), phone: text('phone'), handle: text('handle'), language: text('language'), pictureId: text('picture_id'),
    active: Number(row.active) === 1, hasPassword: Number(row.has_password) === 1, mustChange: Number(row.must_change_password) === 1,
    signedInAt: row.signed_in_at as Date | null, invitedUntil: row.invited_until as Date | null, createdAt: row.created_at as Date, links: [],
  };
}
