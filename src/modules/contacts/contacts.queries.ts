import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { NotFound } from '../../kernel/http/errors';
import { emailKey } from '../../kernel/text/email-key';
import type { CustomerTexts } from '../customers/customer-search';
import { visibleCustomers } from '../customers/customer.policy';
import type { ContactKind } from './customer-contact.entity';

export interface ContactRow {
  /** The link's id: what the addresses below a customer name. */
  readonly id: string;
  readonly contact_id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly handle: string | null;
  readonly picture_id: string | null;
  readonly language: string | null;
  readonly active: number;
  readonly position: string | null;
  readonly kind: ContactKind;
  readonly is_primary: number;
  readonly version: number;
  readonly person_version: number;
  /** As `permissionColumn` and `switchColumn` write them. */
  readonly permissions: string;
  readonly mail_switches: string;
  readonly has_password: number;
  readonly must_change_password: number;
  readonly signed_in_at: Date | null;
  readonly invited_until: Date | null;
}

/** A person whose address somebody typed, and its customers. */
export interface KnownPerson {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly customers: readonly string[];
}

/** Until when the unused invitation of the person `p` holds, or held (CON-7); there is one at most. */
export const INVITED_UNTIL = `(SELECT t.expires_at FROM access_tokens t
    WHERE t.principal_kind = 'contact' AND t.principal_id = p.id AND t.purpose = 'set-password' AND t.used_at IS NULL LIMIT 1)`;
const COLUMNS = `l.id, l.contact_id, p.first_name, p.last_name, p.email, p.phone, p.handle, p.picture_id, p.language, p.active,
  l.position, l.kind, (c.primary_link_id = l.id) AS is_primary, l.version, p.version AS person_version,
  l.permissions, l.mail_switches, (p.password_hash IS NOT NULL) AS has_password, p.must_change_password, p.signed_in_at, ${INVITED_UNTIL} AS invited_until`;
const FROM = 'FROM customer_contacts l JOIN contacts p ON p.id = l.contact_id JOIN customers c ON c.id = l.customer_id';
const MINE = 'EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = ? AND a.customer_id = c.id)';

export const CONTACT_COUNT = '(SELECT COUNT(*) FROM customer_contacts k WHERE k.customer_id = c.id AND k.deleted_at IS NULL)';

/** Reads contacts of a customer that the caller has made sure is visible. */
@Injectable()
export class ContactQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The primary contact first, then by name. */
  list(customerId: string, limit = 1_000): Promise<ContactRow[]> {
    return this.dataSource.query(
      `SELECT ${COLUMNS} ${FROM} WHERE l.customer_id = ? AND l.deleted_at IS NULL
       ORDER BY (c.primary_link_id = l.id) DESC, p.last_name, p.first_name, l.id LIMIT ${limit}`,
      [customerId],
    );
  }

  /** @throws NotFound, also for another customer's contact. */
  async one(customerId: string, linkId: string): Promise<ContactRow> {
    const rows: ContactRow[] = await this.dataSource.query(`SELECT ${COLUMNS} ${FROM} WHERE l.id = ? AND l.customer_id = ? AND l.deleted_at IS NULL`, [linkId, customerId]);
    if (rows.length === 0) throw new NotFound();
    return rows[0];
  }

  /** Whether `actor` may edit every customer the person is a contact of: then the person's own fields too (CON-2). */
  async mayEditPerson(manager: EntityManager, actor: StaffActor, contactId: string): Promise<boolean> {
    if (actor.may('customers.view') && actor.may('customers.edit')) return true;
    const rows: unknown[] = await manager.query(
      `SELECT 1 FROM customer_contacts l JOIN customers c ON c.id = l.customer_id WHERE l.contact_key = ? AND NOT ${MINE} LIMIT 1`,
      [contactId, actor.id],
    );
    return rows.length === 0;
  }

  /** The person with this address, when `actor` sees all its customers; null for nobody as for somebody it may not know of. */
  async knownByEmail(manager: EntityManager, actor: StaffActor, email: string): Promise<KnownPerson | null> {
    const persons: { id: string; first_name: string | null; last_name: string | null }[] = await manager.query('SELECT id, first_name, last_name FROM contacts WHERE email_key = ? AND unverified = 0', [emailKey(email)]);
    if (persons.length === 0) return null;
    const visible = visibleCustomers(actor);
    const customers: { name: string; seen: number }[] = await manager.query(
      `SELECT c.display_name AS name, (${visible.sql}) AS seen FROM customer_contacts l JOIN customers c ON c.id = l.customer_id WHERE l.contact_key = ? ORDER BY c.id`,
      [...visible.params, persons[0].id],
    );
    if (!customers.every(({ seen }) => Number(seen) === 1)) return null;
    const [{ id, first_name: firstName, last_name: lastName }] = persons;
    return { id: String(id), firstName, lastName, customers: customers.map(({ name }) => name) };
  }

  /** The other customers of a person: those `actor` sees by name, the others by number only (CON-2). */
  async otherCustomers(actor: StaffActor, contactId: string, customerId: string): Promise<{ seen: { id: string; name: string }[]; hidden: number }> {
    const visible = visibleCustomers(actor);
    const rows: { id: string; name: string; seen: number }[] = await this.dataSource.query(
      `SELECT c.id, c.display_name AS name, (${visible.sql}) AS seen FROM customer_contacts l JOIN customers c ON c.id = l.customer_id
       WHERE l.contact_key = ? AND l.customer_id <> ? ORDER BY c.sort_name, c.id LIMIT 100`,
      [...visible.params, contactId, customerId],
    );
    const seen = rows.filter((row) => Number(row.seen) === 1).map(({ id, name }) => ({ id: String(id), name }));
    return { seen, hidden: rows.length - seen.length };
  }

  /** What stands open on the person's address: an invitation to set a password, and questions of customers (CON-10a). */
  async invitationsStanding(tx: EntityManager, contactId: string, now: Date): Promise<{ invited: boolean; asked: string[] }> {
    const invited: unknown[] = await tx.query(
      "SELECT 1 FROM access_tokens WHERE principal_kind = 'contact' AND principal_id = ? AND purpose = 'set-password' AND used_at IS NULL AND expires_at > ?",
      [contactId, now],
    );
    const asked: { id: string }[] = await tx.query('SELECT id FROM link_invitations WHERE open_key = ? AND link_id IS NULL AND expires_at > ? ORDER BY id', [contactId, now]);
    return { invited: invited.length > 0, asked: asked.map(({ id }) => String(id)) };
  }

  /** What a customer is called, in the transaction that makes it. */
  async customerName(tx: EntityManager, customerId: string): Promise<string> {
    const [{ name }]: { name: string }[] = await tx.query('SELECT display_name AS name FROM customers WHERE id = ?', [customerId]);
    return name;
  }

  /** A contact somebody deleted by itself, not with its customer; locked. @throws NotFound */
  async deletionOf(tx: EntityManager, customerId: string, linkId: string): Promise<string> {
    const rows: { deletion_id: string }[] = await tx.query(
      `SELECT l.deletion_id FROM customer_contacts l JOIN deletions d ON d.id = l.deletion_id
       WHERE l.id = ? AND l.customer_id = ? AND d.subject_kind = 'contact' FOR UPDATE`,
      [linkId, customerId],
    );
    if (rows.length === 0) throw new NotFound();
    return String(rows[0].deletion_id);
  }

  /** True when `fileId` is the picture of a contact of a customer that `actor` sees. */
  async showsPicture(actor: StaffActor, fileId: string): Promise<boolean> {
    const visible = visibleCustomers(actor);
    const rows: unknown[] = await this.dataSource.query(
      `SELECT 1 FROM contacts p JOIN customer_contacts l ON l.contact_key = p.id JOIN customers c ON c.id = l.customer_id
       WHERE p.picture_id = ? AND ${visible.sql} LIMIT 1`,
      [fileId, ...visible.params],
    );
    return rows.length > 0;
  }

  /** Those of `fileIds` that are pictures of contacts, in the trash too. */
  async picturesAmong(fileIds: readonly string[]): Promise<string[]> {
    if (fileIds.length === 0) return [];
    const rows: { id: string }[] = await this.dataSource.query('SELECT DISTINCT picture_id AS id FROM contacts WHERE picture_id IN (?)', [fileIds]);
    return rows.map(({ id }) => String(id));
  }
}

/** Customers are found by the names, e-mails and phones of their contacts (CUS-3). */
export const contactTexts: CustomerTexts = async (tx, ids) => {
  const rows: { customer_id: string; name: string; email: string | null; phone: string | null }[] = await tx.query(
    `SELECT l.customer_id, CONCAT_WS(' ', p.first_name, p.last_name) AS name, p.email, p.phone
     FROM customer_contacts l JOIN contacts p ON p.id = l.contact_id WHERE l.customer_id IN (?) AND l.deleted_at IS NULL`,
    [ids],
  );
  const texts = new Map<string, { names: string[]; emails: string[]; phones: string[] }>();
  for (const row of rows) {
    const id = String(row.customer_id);
    const of = texts.get(id) ?? { names: [], emails: [], phones: [] };
    of.names.push(row.name);
    if (row.email !== null) of.emails.push(row.email);
    if (row.phone !== null) of.phones.push(row.phone);
    texts.set(id, of);
  }
  return texts;
};
