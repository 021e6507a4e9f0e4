import type { EntityManager } from 'typeorm';
import { Contact } from './contact.entity';

/** The customers of a person that has not left them, lowest first: on whose pages stands what happens to it. */
export async function customersOf(manager: EntityManager, contactId: string): Promise<string[]> {
  const rows: { customer_id: string }[] = await manager.query('SELECT customer_id FROM customer_contacts WHERE contact_key = ? ORDER BY customer_id', [contactId]);
  return rows.map(({ customer_id }) => String(customer_id));
}

/**
 * Locks a person after all its customers, lowest first: nobody links it to one more, or changes it, until `tx` ends. What is
 * asked about its customers before (may this be edited by whoever sees them all?) is asked again behind this.
 * @returns null when it is gone
 */
export async function holdPerson(tx: EntityManager, contactId: string): Promise<Contact | null> {
  await tx.query('SELECT id FROM customers WHERE id IN (SELECT customer_id FROM customer_contacts WHERE contact_key = ?) AND deleted_at IS NULL ORDER BY id FOR UPDATE', [contactId]);
  return tx.findOne(Contact, { where: { id: contactId }, lock: { mode: 'pessimistic_write' } });
}

/** The same for whose link it is; null also for the link of another customer. */
export async function holdPersonBehind(tx: EntityManager, customerId: string, linkId: string): Promise<Contact | null> {
  const rows: { contact_key: string }[] = await tx.query('SELECT contact_key FROM customer_contacts WHERE id = ? AND customer_id = ? AND contact_key IS NOT NULL', [linkId, customerId]);
  return rows.length === 0 ? null : holdPerson(tx, String(rows[0].contact_key));
}

/** Locks whoever has an address; the caller holds the customer it is about. */
export async function holdAddress(tx: EntityManager, emailKey: string): Promise<void> {
  await tx.query('SELECT id FROM contacts WHERE email_key = ? FOR UPDATE', [emailKey]);
}
