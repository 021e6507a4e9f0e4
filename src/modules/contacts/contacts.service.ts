import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor, StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate } from '../../kernel/db/transaction';
import { emailKey } from '../../kernel/text/email-key';
import { ActivityLog } from '../activity/activity.log';
import { changesBetween } from '../activity/activity';
import { CustomerSearch } from '../customers/customer-search';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Contact } from './contact.entity';
import { CustomerContact, type ContactKind } from './customer-contact.entity';

/** What belongs to the person, wherever it is linked. */
export interface PersonInput {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly handle: string | null;
  readonly pictureId: string | null;
  readonly language: string | null;
  readonly active: boolean;
}

/** What belongs to the link between person and customer. */
export interface LinkInput {
  readonly position: string | null;
  readonly kind: ContactKind;
}

interface LinkOfCustomer {
  readonly id: string;
  readonly customerId: string;
}

/**
 * Contacts and their links to customers. Locks go customer → person → link, so that "exactly one primary contact as soon
 * as there are contacts" (CON-3) holds when several people work on the same customer.
 */
@Injectable()
export class ContactsService {
  constructor(
    private readonly clock: Clock,
    private readonly search: CustomerSearch,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Makes a new person a contact of the customer; the first one is its primary contact.
   * @returns the link's id.
   * @throws FieldRefused at `email` when the address belongs to another contact.
   */
  async create(tx: EntityManager, actor: Actor, customerId: string, person: PersonInput, link: LinkInput): Promise<string> {
    const now = this.clock.now();
    await lockCustomer(tx, customerId);
    const contactId = await insertPerson(tx, person, now);
    return this.link(tx, actor, customerId, contactId, link, contactName(person), now);
  }

  /**
   * Links a person who is a contact already. The caller has made sure that `actor` sees all customers of that person (CON-2).
   * @throws FieldRefused at `email` when the person is a contact of this customer already.
   */
  async linkExisting(tx: EntityManager, actor: Actor, customerId: string, contactId: string, link: LinkInput): Promise<string> {
    await lockCustomer(tx, customerId);
    const person = await tx.findOneByOrFail(Contact, { id: contactId });
    return this.link(tx, actor, customerId, contactId, link, contactName(person), this.clock.now());
  }

  /** Writes the person, for all its customers. @returns false when someone else saved meanwhile. */
  async updatePerson(tx: EntityManager, actor: StaffActor, id: string, version: number, person: PersonInput, customerId: string): Promise<boolean> {
    const now = this.clock.now();
    const customers = await lockCustomersOf(tx, id);
    const before = await tx.findOne(Contact, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!before || before.deletedAt || before.version !== version) return false;
    const changes = changesBetween(before, person);
    if (!changes) return true;
    try {
      await tx.update(Contact, { id, version }, { ...person, emailKey: keyOf(person.email), version: version + 1, updatedAt: now });
    } catch (error) {
      throw isDuplicate(error, 'contacts_email_key') ? emailTaken() : error;
    }
    for (const customer of customers) await this.search.refresh(tx, customer);
    await this.activity.record(tx, { actor, at: now, action: 'contact.edited', subject: { kind: 'contact', id, name: contactName(person) }, customerId, changes });
    return true;
  }

  /** Writes position and kind. @returns false when someone else saved meanwhile. */
  async updateLink(tx: EntityManager, actor: StaffActor, { id, customerId }: LinkOfCustomer, version: number, link: LinkInput): Promise<boolean> {
    const now = this.clock.now();
    const before = await tx.findOneBy(CustomerContact, { id, customerId });
    if (!before || before.deletedAt || before.version !== version) return false;
    const changes = changesBetween(before, link);
    if (!changes) return true;
    const result = await tx.update(CustomerContact, { id, version }, { ...link, version: version + 1, updatedAt: now });
    const person = await tx.findOneByOrFail(Contact, { id: before.contactId });
    await this.activity.record(tx, { actor, at: now, action: 'contact.edited', subject: { kind: 'contact', id: person.id, name: contactName(person) }, customerId, changes });
    return result.affected === 1;
  }

  /** Makes the link the customer's primary contact in one update; the one before is demoted by it (CON-3). */
  async makePrimary(tx: EntityManager, actor: StaffActor, { id, customerId }: LinkOfCustomer): Promise<boolean> {
    await lockCustomer(tx, customerId);
    const link = await tx.findOneBy(CustomerContact, { id, customerId });
    if (!link || link.deletedAt) return false;
    const person = await tx.findOneByOrFail(Contact, { id: link.contactId });
    await tx.query('UPDATE customers SET primary_link_id = ? WHERE id = ?', [id, customerId]);
    await this.activity.record(tx, {
      actor, at: this.clock.now(), action: 'contact.madePrimary', subject: { kind: 'contact', id: person.id, name: contactName(person) }, customerId,
    });
    return true;
  }

  /**
   * Takes the contact off the customer, and the person into the trash with its last link.
   * @returns 'primary' when it is the primary contact, which is never deleted (CON-4).
   */
  async remove(tx: EntityManager, actor: StaffActor, { id, customerId }: LinkOfCustomer): Promise<'removed' | 'primary' | 'gone'> {
    const now = this.clock.now();
    const { primaryLinkId } = await lockCustomer(tx, customerId);
    const link = await tx.findOneBy(CustomerContact, { id, customerId });
    if (!link || link.deletedAt) return 'gone';
    if (primaryLinkId === id) return 'primary';
    const person = await tx.findOneOrFail(Contact, { where: { id: link.contactId }, lock: { mode: 'pessimistic_write' } });
    const deletion: { insertId: string | number } = await tx.query(
      "INSERT INTO deletions (subject_kind, subject_id, staff_id, staff_name, deleted_at) VALUES ('contact', ?, ?, ?, ?)",
      [id, actor.id, actor.name, now],
    );
    const deletionId = String(deletion.insertId);
    await tx.update(CustomerContact, { id }, { deletedAt: now, deletionId, contactKey: null });
    if (!(await tx.existsBy(CustomerContact, { contactKey: person.id }))) {
      await tx.update(Contact, { id: person.id }, { deletedAt: now, deletionId, emailKey: null });
    }
    await this.search.refresh(tx, customerId);
    await this.activity.record(tx, { actor, at: now, action: 'contact.deleted', subject: { kind: 'contact', id: person.id, name: contactName(person) }, customerId });
    return 'removed';
  }

  private async link(tx: EntityManager, actor: Actor, customerId: string, contactId: string, link: LinkInput, name: string, now: Date): Promise<string> {
    const id = await insertLink(tx, customerId, contactId, link, now);
    await tx.query('UPDATE customers SET primary_link_id = ? WHERE id = ? AND primary_link_id IS NULL', [id, customerId]);
    await this.search.refresh(tx, customerId);
    await this.activity.record(tx, { actor, at: now, action: 'contact.created', subject: { kind: 'contact', id: contactId, name }, customerId });
    return id;
  }
}

/** "First Last" of a person. */
export function contactName(person: { firstName: string | null; lastName: string | null }): string {
  return [person.firstName, person.lastName].filter(Boolean).join(' ');
}

async function insertPerson(tx: EntityManager, person: PersonInput, now: Date): Promise<string> {
  try {
    const result = await tx.insert(Contact, { ...person, emailKey: keyOf(person.email), createdAt: now, updatedAt: now });
    return String(result.identifiers[0].id);
  } catch (error) {
    throw isDuplicate(error, 'contacts_email_key') ? emailTaken() : error;
  }
}

async function insertLink(tx: EntityManager, customerId: string, contactId: string, link: LinkInput, now: Date): Promise<string> {
  try {
    const result = await tx.insert(CustomerContact, { ...link, customerId, contactId, contactKey: contactId, createdAt: now, updatedAt: now });
    return String(result.identifiers[0].id);
  } catch (error) {
    throw isDuplicate(error, 'customer_contacts_pair') ? new FieldRefused('email', { key: 'contacts.errors.alreadyLinked' }) : error;
  }
}

async function lockCustomer(tx: EntityManager, customerId: string): Promise<{ primaryLinkId: string | null }> {
  const rows: { primary_link_id: string | null }[] = await tx.query('SELECT primary_link_id FROM customers WHERE id = ? AND deleted_at IS NULL FOR UPDATE', [customerId]);
  if (rows.length === 0) throw new FieldRefused('_', { key: 'contacts.errors.customerGone' });
  return { primaryLinkId: rows[0].primary_link_id };
}

/** Locks the customers a person is linked to, lowest first. */
async function lockCustomersOf(tx: EntityManager, contactId: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    'SELECT id FROM customers WHERE id IN (SELECT customer_id FROM customer_contacts WHERE contact_key = ?) AND deleted_at IS NULL ORDER BY id FOR UPDATE',
    [contactId],
  );
  return rows.map(({ id }) => String(id));
}

function keyOf(email: string | null): string | null {
  return email === null ? null : emailKey(email);
}

function emailTaken(): FieldRefused {
  return new FieldRefused('email', { key: 'contacts.errors.emailTaken' });
}
