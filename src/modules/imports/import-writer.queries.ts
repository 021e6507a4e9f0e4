import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { indexLater } from '../../kernel/search/search.index';
import type { Actor } from '../../kernel/access/actor';
import { readContactPermissions, switchColumn, switchesOf } from '../../kernel/access/contact-permissions';
import type { ActivityEntry, Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { CustomerRelations } from '../customers/customer-relations';
import { writeBalanceCurrency } from '../customers/customer-currency';
import { CUSTOMER_SEARCH } from '../customers/customer-search';
import type { ImportActor } from './import-actor.queries';
import type { NamedRows } from './import-names.queries';
import type { ContactCreation, CustomerChange, CustomerCreation, CustomerRef, Links, Plan } from './import-plan';
import { named } from './import-update';
import { contactSortName } from '../contacts/contact-name';
import { killOpenLinks } from '../contacts/logins/open-links.queries';

export interface WriteContext {
  readonly importId: string;
  readonly actor: ImportActor;
  readonly groups: NamedRows;
  /** Place of each currency but the base one, from 1. */
  readonly currencyRanks: ReadonlyMap<string, number>;
  readonly baseCurrency: string;
  /** Of every contact that is made, as a link's column holds it. */
  readonly permissions: string;
  readonly now: Date;
  /** For rows without a number, as many as there are. */
  readonly numbers: readonly string[];
}

const COLUMNS = [
  'number', 'type', 'company_name', 'title', 'first_name', 'middle_name', 'last_name', 'email', 'phone', 'fax', 'website', 'vat_number', 'currency', 'language',
  'discount_kind', 'discount_percent', 'tax_exempt', 'payment_terms_days', 'credit_limit', 'credit_rating', 'country', 'state', 'city', 'postcode', 'street',
  'billing_country', 'billing_state', 'billing_city', 'billing_postcode', 'billing_street', 'active',
] as const;
const DERIVED = ['display_name', 'sort_name', 'number_key', 'number_order'] as const;
const DEFAULTS: Readonly<Record<string, unknown>> = { discount_kind: 'none', tax_exempt: 0, active: 1 };

interface Made {
  readonly id: string;
  readonly name: string;
}

/** Stores what a batch of rows was decided to do, a few statements for all of them, in the transaction of its progress. */
@Injectable()
export class ImportWriter {
  constructor(
    private readonly relations: CustomerRelations,
    private readonly activity: ActivityLog,
  ) {}

  /** @returns the customer of each outcome, by line. */
  async write(tx: EntityManager, context: WriteContext, plan: Plan): Promise<ReadonlyMap<number, string>> {
    const groups = await this.makeGroups(tx, context, plan);
    const made = await this.customers(tx, context, plan.creations);
    const idOf = (ref: CustomerRef): string => ('id' in ref ? ref.id : (made.get(ref.line) as Made).id);
    await this.links(tx, plan.creations.map(({ line, links }) => ({ id: idOf({ line }), links })), groups);
    await this.contacts(tx, context, plan.contacts.map((contact) => ({ ...contact, id: idOf(contact.customer) })));
    await this.notes(tx, context, [...plan.creations.map(({ line, read }) => ({ id: idOf({ line }), note: read.note ?? null })), ...plan.changes]);
    for (const change of plan.changes) await this.change(tx, context, change, groups);
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
    const rows = creations.map(({ line, read }) => {
      const { customer } = read;
      const row: Record<string, unknown> = { ...customer, type: read.type, number: customer.number ?? numbers[next++] };
      return { line, row: { ...row, ...named(row) } as Record<string, unknown> };
    });
    // What no row says is left to the table's defaults: a file has a third of the columns, and each is text to write and to read.
    const columns = [...COLUMNS, ...DERIVED].filter((column) => rows.some(({ row }) => row[column] !== undefined && row[column] !== null));
    await tx.query(`INSERT INTO customers (${columns.join(', ')}, created_by_id, created_at, updated_at) VALUES ?`, [
      rows.map(({ row }) => [...columns.map((column) => row[column] ?? DEFAULTS[column] ?? null), createdBy, now, now]),
    ]);
    // Ids are read back by what is unique: on a cluster they are not consecutive.
    const stored: { id: string; number_key: string }[] = await tx.query('SELECT id, number_key FROM customers WHERE number_key IN (?)', [rows.map(({ row }) => row.number)]);
    const ids = new Map(stored.map(({ id, number_key }) => [number_key, String(id)]));
    const made = new Map(rows.map(({ line, row }) => [line, { id: ids.get(String(row.number)) as string, name: String(row.display_name) }]));
    const balances = rows.map(({ line, row }) => {
      const currency = (row.currency as string | null | undefined) ?? null;
      return [(made.get(line) as Made).id, currency, currency === null ? 0 : (currencyRanks.get(currency) ?? 0)];
    });
    await tx.query('INSERT INTO customer_balances (customer_id, currency, currency_rank) VALUES ?', [balances]);
    if (actor.actor.kind === 'staff' && !actor.may('customers.view')) {
      await tx.query('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES ?', [[...made.values()].map(({ id }) => [createdBy, id, now])]);
    }
    return made;
  }

  private async links(tx: EntityManager, customers: readonly { id: string; links: Links }[], groups: ReadonlyMap<string, string>): Promise<void> {
    const groupRows = customers.flatMap(({ id, links }) => [...new Set([...links.groupIds, ...links.newGroups.map((name) => groups.get(name) as string)])].map((group) => [group, id]));
    const productRows = customers.flatMap(({ id, links }) => links.productIds.map((product) => [product, id]));
    // A row that is there already is kept; IGNORE would hide a group that was deleted meanwhile.
    if (groupRows.length > 0) await tx.query('INSERT INTO customer_group_members (group_id, customer_id) VALUES ? ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)', [groupRows]);
    if (productRows.length > 0) await tx.query('INSERT INTO customer_products (product_id, customer_id) VALUES ? ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)', [productRows]);
  }

  private async contacts(tx: EntityManager, { importId, now, permissions }: WriteContext, contacts: readonly (ContactCreation & { id: string })[]): Promise<void> {
    if (contacts.length === 0) return;
    // A person without an address is found again by a mark in its place, which is taken off at once.
    const marked = contacts.map((contact) => ({ ...contact, key: contact.values.email_key ?? `import ${importId} ${contact.line}` }));
    await tx.query('INSERT INTO contacts (first_name, last_name, sort_name, email, email_key, phone, handle, language, created_at, updated_at) VALUES ?', [
      marked.map(({ values, key }) => [values.first_name, values.last_name, contactSortName({ firstName: values.first_name, lastName: values.last_name }), values.email, key, values.phone ?? null, values.handle ?? null, values.language ?? null, now, now]),
    ]);
    const stored: { id: string; email_key: string }[] = await tx.query('SELECT id, email_key FROM contacts WHERE email_key IN (?)', [marked.map(({ key }) => key)]);
    const ids = new Map(stored.map(({ id, email_key }) => [email_key, String(id)]));
    const without = marked.filter(({ values }) => values.email_key === null).map(({ key }) => ids.get(key));
    if (without.length > 0) await tx.query('UPDATE contacts FORCE INDEX (PRIMARY) SET email_key = NULL WHERE id IN (?)', [without]);
    const switches = switchColumn(switchesOf(readContactPermissions(permissions)));
    const links = marked.map(({ id, key, values }) => [id, ids.get(key), ids.get(key), values.position ?? null, permissions, switches, now, now]);
    await tx.query('INSERT INTO customer_contacts (customer_id, contact_id, contact_key, position, permissions, mail_switches, created_at, updated_at) VALUES ?', [links]);
    await this.primaries(tx, contacts.map(({ id }) => id));
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

  private async change(tx: EntityManager, { actor, now, baseCurrency }: WriteContext, { id, name, version, customer, links, contact }: CustomerChange, groups: ReadonlyMap<string, string>): Promise<void> {
    // The row is locked since it was read, so its version still is what it was.
    await tx.query(`UPDATE customers SET ${assigned(customer.set)}version = version + 1, updated_at = ? WHERE id = ? AND version = ?`, [...Object.values(customer.set), now, id, version]);
    if (customer.set.currency !== undefined) await writeBalanceCurrency(tx, id, customer.set.currency as string | null, baseCurrency);
    const changes: Record<string, readonly [unknown, unknown]> = { ...changesOf(customer.before, customer.set) };
    if (groupsOrProducts(links)) {
      const before = await this.relations.read(tx, id);
      await this.links(tx, [{ id, links }], groups);
      Object.assign(changes, this.relations.changes(before, await this.relations.read(tx, id)));
    }
    const entry = { actor: actor.actor, at: now, customerId: id };
    if (Object.keys(changes).length > 0) await this.activity.record(tx, { ...entry, action: 'customer.edited', subject: { kind: 'customer', id, name }, changes });
    if (contact) await this.changeContact(tx, entry, contact, now);
  }

  private async changeContact(tx: EntityManager, entry: Pick<ActivityEntry, 'actor' | 'at' | 'customerId'>, { stored, person, position }: NonNullable<CustomerChange['contact']>, now: Date): Promise<void> {
    if (Object.keys(person.set).length > 0) await tx.query(`UPDATE contacts SET ${assigned(person.set)}sort_name = CONCAT_WS(' ', last_name, first_name), version = version + 1, updated_at = ? WHERE id = ?`, [...Object.values(person.set), now, stored.id]);
    if (person.set.email_key !== undefined) await killOpenLinks(tx, String(stored.id));
    if (position !== null) await tx.query('UPDATE customer_contacts SET position = ?, version = version + 1, updated_at = ? WHERE id = ?', [position, now, stored.link_id]);
    const changes = { ...changesOf(person.before, person.set), ...(position !== null && { position: [stored.position, position] as const }) };
    const name = [person.set.first_name ?? stored.first_name, person.set.last_name ?? stored.last_name].filter(Boolean).join(' ');
    await this.activity.record(tx, { ...entry, action: 'contact.edited', subject: { kind: 'contact', id: String(stored.id), name }, changes });
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

/** The columns of a difference, which are the program's own names. */
function assigned(set: Readonly<Record<string, unknown>>): string {
  return Object.keys(set).map((column) => `${column} = ?, `).join('');
}

function groupsOrProducts({ groupIds, newGroups, productIds }: Links): boolean {
  return groupIds.length + newGroups.length + productIds.length > 0;
}

const HIDDEN: ReadonlySet<string> = new Set([...DERIVED, 'email_key']);

/** Old and new values under the names the activity page knows: those of the form's fields. */
function changesOf(before: Readonly<Record<string, unknown>>, set: Readonly<Record<string, unknown>>): Changes {
  const entries = Object.entries(before).filter(([column]) => !HIDDEN.has(column)).map(([column, old]) => [column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), [old, set[column] ?? null]] as const);
  return Object.fromEntries(entries);
}
