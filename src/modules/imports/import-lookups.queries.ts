import type { EntityManager } from 'typeorm';
import { emailKey } from '../../kernel/text/email-key';
import type { Customer } from '../customers/customer.entity';
import type { ImportActor } from './import-actor.queries';
import type { ImportPhase, Verdict } from './import';
import { vatKey } from './rules/row-places';

/** A customer that a row means, with what the importing person may know and do. */
export interface Known {
  readonly id: string;
  readonly number: string;
  readonly visible: boolean;
  /** Is customer admin of it. */
  readonly mine: boolean;
}

export interface KnownContact {
  readonly id: string;
  /** Customers it is linked to. */
  readonly customers: readonly Known[];
}

/** The columns of `customers` an import reads and writes, as the driver gives them. */
export type StoredCustomer = Record<string, string | number | null> & { id: string; number: string; type: Customer['type']; version: number; active: number; primary_link_id: string | null };

export interface StoredContact {
  id: string; customer_id: string; link_id: string; first_name: string | null; last_name: string | null; email: string | null; email_key: string | null;
  phone: string | null; handle: string | null; language: string | null; position: string | null; links: string | number;
}

export interface Stored {
  readonly customer: StoredCustomer;
  readonly contacts: readonly StoredContact[];
  readonly groupIds: ReadonlySet<string>;
  readonly productIds: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
}

interface KnownRow { id: string; number: string; visible: string | number; mine: string | number }

/** Whom somebody registered under an address that is not shown to be theirs, no file means. */
const VERIFIED = '(c.unconfirmed = 0 OR NOT EXISTS (SELECT 1 FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key WHERE l.customer_id = c.id AND p.unverified = 1))';

/** What a batch must know of the database, asked for all its rows at once. */
export class ImportLookups {
  /** Addresses, among those asked for, that only a registration holds which nobody verified (A26). */
  readonly unverified = new Set<string>();

  constructor(
    private readonly tx: EntityManager,
    private readonly actor: ImportActor,
  ) {}

  async byNumber(numbers: readonly string[]): Promise<ReadonlyMap<string, Known>> {
    const rows = await this.known<{ number_key: string }>('c.number_key', 'customers c', 'c.number_key IN (?)', numbers);
    return new Map(rows.map((row) => [row.number_key, known(row)]));
  }

  /** By the letters and digits of the number; several when it is not unique. */
  async byVat(numbers: readonly string[]): Promise<ReadonlyMap<string, readonly Known[]>> {
    const spellings = [...new Set(numbers.flatMap((number) => [number, vatKey(number)]))];
    const rows = await this.known<{ vat_number: string }>('c.vat_number', 'customers c', `${VERIFIED} AND c.vat_number IN (?)`, spellings);
    return gathered(rows.map((row) => [vatKey(row.vat_number), known(row)]));
  }

  /** By the customer's own address, and by those of its contacts; keys as `emailKey` makes them. */
  async byEmail(keys: readonly string[], contacts: ReadonlyMap<string, KnownContact>): Promise<ReadonlyMap<string, readonly Known[]>> {
    const rows = await this.known<{ email: string }>('c.email', 'customers c', `${VERIFIED} AND c.email IN (?)`, keys);
    const own = rows.map((row): [string, Known] => [emailKey(row.email) ?? row.email, known(row)]);
    const persons = keys.flatMap((key) => (contacts.get(key)?.customers ?? []).map((customer): [string, Known] => [key, customer]));
    return gathered([...own, ...persons]);
  }

  /** Who has these addresses; what lies in the trash blocks none, nor does a registration that nobody verified (A26). */
  async contacts(keys: readonly string[]): Promise<ReadonlyMap<string, KnownContact>> {
    if (keys.length === 0) return new Map();
    const rows = await this.known<{ email_key: string; contact_id: string; unverified: number }>(
      'p.email_key, p.id AS contact_id, p.unverified', 'contacts p LEFT JOIN customer_contacts l ON l.contact_key = p.id LEFT JOIN customers c ON c.id = l.customer_id', 'p.email_key IN (?)', keys, false,
    );
    const found = new Map<string, { id: string; customers: Known[] }>();
    for (const row of rows) {
      if (Number(row.unverified) === 1) {
        this.unverified.add(row.email_key);
        continue;
      }
      const contact = found.get(row.email_key) ?? { id: String(row.contact_id), customers: [] };
      if (row.id !== null) contact.customers.push(known(row));
      found.set(row.email_key, contact);
    }
    return found;
  }

  /** What earlier lines of the file have become. */
  async lines(importId: string, phase: ImportPhase, lines: readonly number[]): Promise<ReadonlyMap<number, { verdict: Verdict; customerId: string | null }>> {
    if (lines.length === 0) return new Map();
    const rows: { line: number; verdict: Verdict; customer_id: string | null }[] = await this.tx.query(
      // No foreign key stands behind a line's customer, so it may be gone for good by now.
      'SELECT r.line, r.verdict, c.id AS customer_id FROM import_rows r LEFT JOIN customers c ON c.id = r.customer_id WHERE r.import_id = ? AND r.phase = ? AND r.line IN (?)',
      [importId, phase, lines],
    );
    return new Map(rows.map((row) => [Number(row.line), { verdict: row.verdict, customerId: row.customer_id === null ? null : String(row.customer_id) }]));
  }

  /** Customers as they are, locked lower id first, with what hangs on them. */
  async stored(ids: readonly string[], withNotes: boolean): Promise<ReadonlyMap<string, Stored>> {
    if (ids.length === 0) return new Map();
    const customers: StoredCustomer[] = await this.tx.query('SELECT * FROM customers WHERE id IN (?) AND deleted_at IS NULL ORDER BY id FOR UPDATE', [ids]);
    const contacts: StoredContact[] = await this.tx.query(
      `SELECT p.id, l.customer_id, l.id AS link_id, p.first_name, p.last_name, p.email, p.email_key, p.phone, p.handle, p.language, l.position,
              (SELECT COUNT(*) FROM customer_contacts o WHERE o.contact_key = p.id) AS links
       FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key WHERE l.customer_id IN (?) ORDER BY l.id`,
      [ids],
    );
    const groups = await this.linked('SELECT customer_id, group_id AS value FROM customer_group_members WHERE customer_id IN (?)', ids);
    const products = await this.linked('SELECT customer_id, product_id AS value FROM customer_products WHERE customer_id IN (?)', ids);
    const notes = withNotes ? await this.linked('SELECT customer_id, body AS value FROM notes WHERE customer_id IN (?) AND deleted_at IS NULL', ids) : new Map<string, Set<string>>();
    const none: ReadonlySet<string> = new Set();
    return new Map(customers.map((customer) => {
      const id = String(customer.id);
      const own = contacts.filter((contact) => String(contact.customer_id) === id);
      return [id, { customer: { ...customer, id }, contacts: own, groupIds: groups.get(id) ?? none, productIds: products.get(id) ?? none, notes: notes.get(id) ?? none }];
    }));
  }

  private async linked(sql: string, ids: readonly string[]): Promise<Map<string, Set<string>>> {
    const rows: { customer_id: string; value: string }[] = await this.tx.query(sql, [ids]);
    const sets = new Map<string, Set<string>>();
    for (const { customer_id, value } of rows) {
      const id = String(customer_id);
      const set = sets.get(id) ?? new Set();
      sets.set(id, set.add(String(value)));
    }
    return sets;
  }

  private async known<T>(columns: string, from: string, where: string, values: readonly string[], alive = true): Promise<(KnownRow & T)[]> {
    if (values.length === 0) return [];
    const { actor } = this.actor;
    const mine = actor.kind === 'staff' ? 'EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = ? AND a.customer_id = c.id)' : '1';
    return this.tx.query(
      `SELECT ${columns}, c.id, c.number, ${mine} AS mine, ${this.actor.may('customers.view') ? '1' : mine} AS visible FROM ${from} WHERE ${where}${alive ? ' AND c.deleted_at IS NULL' : ''}`,
      [...(actor.kind === 'staff' ? [actor.id, ...(this.actor.may('customers.view') ? [] : [actor.id])] : []), values],
    );
  }
}

function known(row: KnownRow): Known {
  return { id: String(row.id), number: row.number, visible: Number(row.visible) === 1, mine: Number(row.mine) === 1 };
}

function gathered(pairs: readonly (readonly [string, Known])[]): ReadonlyMap<string, readonly Known[]> {
  const map = new Map<string, Known[]>();
  for (const [key, customer] of pairs) {
    const list = map.get(key) ?? [];
    if (!list.some(({ id }) => id === customer.id)) list.push(customer);
    map.set(key, list);
  }
  return map;
}
