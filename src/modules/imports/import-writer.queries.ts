import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { loadRows, timeText, type Cell } from '../../kernel/db/bulk-load';
import { indexLater } from '../../kernel/search/search.index';
import type { Actor } from '../../kernel/access/actor';
import { readContactPermissions, switchColumn, switchesOf } from '../../kernel/access/contact-permissions';
import type { ActivityEntry } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { CUSTOMER_SEARCH } from '../customers/customer-search';
import { contactSortName } from '../contacts/contact-name';
import { insertCounted } from './counted-ids';
import { ImportChanges } from './import-changes.queries';
import { linkRows } from './import-links.queries';
import type { ContactCreation, CustomerCreation, CustomerRef, Plan } from './import-plan';
import { DERIVED, named } from './import-update';
import type { WriteContext } from './write-context';

const COLUMNS = [
  'number', 'type', 'company_name', 'title', 'first_name', 'middle_name', 'last_name', 'email', 'phone', 'fax', 'website', 'vat_number', 'currency', 'language',
  'discount_kind', 'discount_percent', 'tax_exempt', 'payment_terms_days', 'credit_limit', 'credit_rating', 'country', 'state', 'city', 'postcode', 'street',
  'billing_country', 'billing_state', 'billing_city', 'billing_postcode', 'billing_street', 'active',
] as const;
const DEFAULTS: Readonly<Record<string, unknown>> = { discount_kind: 'none', tax_exempt: 0, active: 1 };

interface Made {
  readonly id: string;
  readonly name: string;
}

const CONTACT_COLUMNS = ['first_name', 'last_name', 'sort_name', 'email', 'email_key', 'phone', 'handle', 'language', 'created_at', 'updated_at'];

/** Stores what a batch of rows was decided to do, a few statements for all of them, in the transaction of its progress. */
@Injectable()
export class ImportWriter {
  constructor(
    private readonly changes: ImportChanges,
    private readonly activity: ActivityLog,
  ) {}

  /** @returns the customer of each outcome, by line. */
  async write(tx: EntityManager, context: WriteContext, plan: Plan): Promise<ReadonlyMap<number, string>> {
    const groups = await this.makeGroups(tx, context, plan);
    const made = await this.customers(tx, context, plan.creations);
    const idOf = (ref: CustomerRef): string => ('id' in ref ? ref.id : (made.get(ref.line) as Made).id);
    await linkRows(tx, plan.creations.map(({ line, links }) => ({ id: idOf({ line }), links })), groups);
    await this.contacts(tx, context, plan.contacts, plan.contacts.map(({ customer }) => idOf(customer)));
    await this.notes(tx, context, [...plan.creations.map(({ line, read }) => ({ id: idOf({ line }), note: read.note ?? null })), ...plan.changes]);
    for (const change of plan.changes) await this.changes.write(tx, context, change, groups);
    await this.log(tx, context, plan, made, idOf);
    const touched = new Set([...[...made.values()].map(({ id }) => id), ...plan.changes.map(({ id }) => id), ...plan.contacts.map(({ customer }) => idOf(customer))]);
    await indexLater(tx, CUSTOMER_SEARCH, [...touched]);
    return new Map(plan.outcomes.flatMap(({ row, customer }) => (customer === null ? [] : [[row.line, idOf(customer)] as const])));
  }

  private async makeGroups(tx: EntityManager, { actor, groups, now }: WriteContext, plan: Plan): Promise<ReadonlyMap<string, string>> {
    const names = new Set([...plan.creations, ...plan.changes].flatMap(({ links }) => links.newGroups));
    const ids = new Map<string, string>();
    for (const name of names) {
      const { id, made } = await groups.addGroup(tx, name, now);
      ids.set(name, id);
      if (made) await this.activity.record(tx, { actor: actor.actor, at: now, action: 'group.created', subject: { kind: 'group', id, name } });
    }
    return ids;
  }

  private async customers(tx: EntityManager, context: WriteContext, creations: readonly CustomerCreation[]): Promise<ReadonlyMap<number, Made>> {
    if (creations.length === 0) return new Map();
    const { actor, now, numbers, currencyRanks } = context;
    const createdBy = actor.actor.id;
    let next = 0;
    const rows = creations.map(({ read }): Record<string, unknown> => {
      const row: Record<string, unknown> = { ...read.customer, type: read.type, number: read.customer.number ?? numbers[next++] };
      return Object.assign(row, named(row));
    });
    // What no row says is left to the table's defaults: a file has a third of the columns, and each is text to write and to read.
    const columns = [...COLUMNS, ...DERIVED].filter((column) => rows.some((row) => row[column] !== undefined && row[column] !== null));
    const values = rows.map((row) => [...columns.map((column) => row[column] ?? DEFAULTS[column] ?? null), createdBy, timeText(now), timeText(now)]);
    const ids = await insertCounted(tx, 'customers', [...columns, 'created_by_id', 'created_at', 'updated_at'], values, 'number_key');
    const balances = rows.map((row, at): Cell[] => {
      const currency = (row.currency as string | null | undefined) ?? null;
      return [ids[at], currency, currency === null ? 0 : (currencyRanks.get(currency) ?? 0)];
    });
    await loadRows(tx, 'customer_balances', 'customer_id, currency, currency_rank', balances, 'refused');
    if (actor.actor.kind === 'staff' && !actor.may('customers.view')) {
      await tx.query('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES ?', [ids.map((id) => [createdBy, id, now])]);
    }
    return new Map(creations.map(({ line }, at) => [line, { id: ids[at], name: String(rows[at].display_name) }]));
  }

  private async contacts(tx: EntityManager, { now, permissions }: WriteContext, contacts: readonly ContactCreation[], customerIds: readonly string[]): Promise<void> {
    if (contacts.length === 0) return;
    const persons = contacts.map(({ values }) => [values.first_name, values.last_name, contactSortName({ firstName: values.first_name, lastName: values.last_name }), values.email, values.email_key, values.phone ?? null, values.handle ?? null, values.language ?? null, timeText(now), timeText(now)]);
    const ids = await insertCounted(tx, 'contacts', CONTACT_COLUMNS, persons, 'sort_name');
    const switches = switchColumn(switchesOf(readContactPermissions(permissions)));
    const links = contacts.map(({ values }, at): Cell[] => [customerIds[at], ids[at], ids[at], values.position ?? null, permissions, switches, now, now]);
    await loadRows(tx, 'customer_contacts', 'customer_id, contact_id, contact_key, position, permissions, mail_switches, created_at, updated_at', links, 'refused');
    await this.primaries(tx, customerIds);
  }

  /** The first contact of a customer without contacts is its primary contact (CON-3). */
  private async primaries(tx: EntityManager, customerIds: readonly string[]): Promise<void> {
    const seen = new Set<string>();
    const several = new Set(customerIds.filter((id) => seen.size === seen.add(id).size));
    const single = customerIds.filter((id) => !several.has(id));
    const links = 'SELECT customer_id, MIN(id) AS id FROM customer_contacts WHERE customer_id IN (?) AND contact_key IS NOT NULL GROUP BY customer_id';
    const set = 'SET c.primary_link_id = l.id WHERE c.primary_link_id IS NULL';
    // Customers first and by their id: a plan that read others would wait for those of the batch that is stored at the same time.
    const customers = 'UPDATE customers c FORCE INDEX (PRIMARY) STRAIGHT_JOIN';
    if (several.size > 0) await tx.query(`${customers} (${links}) l ON l.customer_id = c.id ${set} AND c.id IN (?)`, [[...several], [...several]]);
    // Who had no primary contact had no contact at all, so one is to choose from; joined itself it is a quarter less work than a list of firsts.
    if (single.length > 0) await tx.query(`${customers} customer_contacts l ON l.customer_id = c.id AND l.contact_key IS NOT NULL ${set} AND c.id IN (?)`, [single]);
  }

  private async notes(tx: EntityManager, { actor, now }: WriteContext, customers: readonly { id: string; note: string | null }[]): Promise<void> {
    const rows = customers.flatMap(({ id, note }) => (note ? [[id, actor.actor.id, note, now, now]] : []));
    if (rows.length > 0) await tx.query('INSERT INTO notes (customer_id, staff_id, body, created_at, updated_at) VALUES ?', [rows]);
  }

  private async log(tx: EntityManager, { actor, now }: WriteContext, plan: Plan, made: ReadonlyMap<number, Made>, idOf: (ref: CustomerRef) => string): Promise<void> {
    const who: { actor: Actor; at: Date } = { actor: actor.actor, at: now };
    const created = [...made.values()].map(({ id, name }): ActivityEntry => ({ ...who, action: 'customer.imported', subject: { kind: 'customer', id, name }, customerId: id }));
    // The contact that comes with its customer needs no entry of its own.
    const added = plan.contacts.filter(({ line, customer }) => !('line' in customer && customer.line === line)).map(({ customer, values }): ActivityEntry => ({
      ...who, action: 'contact.created', subject: { kind: 'contact', id: null, name: [values.first_name, values.last_name].filter(Boolean).join(' ') }, customerId: idOf(customer),
    }));
    await this.activity.recordMany(tx, [...created, ...added]);
  }
}
