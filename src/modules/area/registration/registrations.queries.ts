import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

/** Whoever holds an address, or has registered with it. */
export interface AddressHolder {
  readonly id: string;
  readonly unverified: boolean;
  readonly customerId: string | null;
  readonly linkId: string | null;
  readonly version: number;
}

/** A person who is to verify an address, with the customer that was registered. */
export interface Registrant {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly customerId: string;
  readonly customerName: string;
}

/** A customer that waits, as the list shows it. */
export interface WaitingCustomer {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly createdAt: Date;
  readonly contactId: string | null;
  readonly contactName: string | null;
  readonly email: string | null;
  readonly unverified: boolean;
}

/** Registered, never verified. */
export interface ForgottenRegistration {
  readonly customerId: string;
  readonly contactId: string;
}

interface WaitingRow extends Omit<WaitingCustomer, 'unverified'> {
  readonly unverified: number | null;
}

const WAITING = `
  SELECT c.id, c.display_name AS name, c.number, c.created_at AS createdAt, p.id AS contactId, CONCAT_WS(' ', p.first_name, p.last_name) AS contactName, p.email, p.unverified
  FROM customers c
  LEFT JOIN customer_contacts l ON l.id = c.primary_link_id
  LEFT JOIN contacts p ON p.id = l.contact_key
  WHERE c.unconfirmed = 1 AND c.deleted_at IS NULL`;

/** Registrations in their tables: a customer that is unconfirmed, with a primary contact that is unverified at first. */
@Injectable()
export class RegistrationRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async holder(tx: EntityManager, emailKey: string): Promise<AddressHolder | null> {
    const rows: { id: string; unverified: number; customer_id: string | null; link_id: string | null; version: number | null }[] = await tx.query(
      `SELECT p.id, p.unverified, c.id AS customer_id, l.id AS link_id, c.version FROM contacts p
       LEFT JOIN customer_contacts l ON l.contact_key = p.id LEFT JOIN customers c ON c.id = l.customer_id
       WHERE p.email_key = ? ORDER BY l.id LIMIT 1`,
      [emailKey],
    );
    if (rows.length === 0) return null;
    const [row] = rows;
    return { id: String(row.id), unverified: Number(row.unverified) === 1, customerId: row.customer_id, linkId: row.link_id, version: Number(row.version) };
  }

  /** Closes customer and person until the address is verified, and the customer confirmed. @returns the person's id */
  async close(tx: EntityManager, customerId: string, linkId: string, passwordHash: string): Promise<string> {
    await tx.query('UPDATE customers SET unconfirmed = 1 WHERE id = ?', [customerId]);
    const [{ contact_id: id }]: { contact_id: string }[] = await tx.query('SELECT contact_id FROM customer_contacts WHERE id = ?', [linkId]);
    await tx.query('UPDATE contacts SET unverified = 1, password_hash = ? WHERE id = ?', [passwordHash, id]);
    return String(id);
  }

  /** The later registration with an unverified address takes the place of the earlier one. False when it has been verified meanwhile. */
  async replace(tx: EntityManager, id: string, person: { firstName: string; lastName: string; phone: string | null; passwordHash: string }, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(
      'UPDATE contacts SET first_name = ?, last_name = ?, phone = ?, password_hash = ?, version = version + 1, updated_at = ? WHERE id = ? AND unverified = 1 AND deleted_at IS NULL',
      [person.firstName, person.lastName, person.phone, person.passwordHash, now, id],
    );
    return result.affectedRows === 1;
  }

  async setPosition(tx: EntityManager, linkId: string, position: string | null): Promise<void> {
    await tx.query('UPDATE customer_contacts SET position = ?, version = version + 1 WHERE id = ?', [position, linkId]);
  }

  /** Who is to verify its address; null when it has, or is gone. */
  async registrant(manager: EntityManager, contactId: string): Promise<Registrant | null> {
    const rows: Registrant[] = await manager.query(
      `SELECT p.id, CONCAT_WS(' ', p.first_name, p.last_name) AS name, p.email, p.password_hash AS passwordHash, c.id AS customerId, c.display_name AS customerName
       FROM contacts p JOIN customer_contacts l ON l.contact_key = p.id JOIN customers c ON c.id = l.customer_id AND c.deleted_at IS NULL
       WHERE p.id = ? AND p.unverified = 1 AND p.deleted_at IS NULL ORDER BY l.id LIMIT 1`,
      [contactId],
    );
    return rows[0] ?? null;
  }

  /** Holds the customer until `tx` ends. @returns whether it waits for confirmation; null when it is gone. */
  async lock(tx: EntityManager, customerId: string): Promise<boolean | null> {
    const rows: { unconfirmed: number }[] = await tx.query('SELECT unconfirmed FROM customers WHERE id = ? AND deleted_at IS NULL FOR UPDATE', [customerId]);
    return rows.length === 0 ? null : Number(rows[0].unconfirmed) === 1;
  }

  /** False when it was verified before. */
  async verify(tx: EntityManager, contactId: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('UPDATE contacts SET unverified = 0, updated_at = ? WHERE id = ? AND unverified = 1 AND deleted_at IS NULL', [now, contactId]);
    return result.affectedRows === 1;
  }

  async signedIn(tx: EntityManager, contactId: string, now: Date): Promise<void> {
    await tx.query('UPDATE contacts SET signed_in_at = ? WHERE id = ?', [now, contactId]);
  }

  async open(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query('UPDATE customers SET unconfirmed = 0 WHERE id = ?', [customerId]);
  }

  async waiting(limit: number): Promise<WaitingCustomer[]> {
    const rows: WaitingRow[] = await this.dataSource.query(`${WAITING} ORDER BY c.id DESC LIMIT ?`, [limit]);
    return rows.map(waiting);
  }

  /** One of them; the caller holds the customer's row. */
  async waitingOne(tx: EntityManager, customerId: string): Promise<WaitingCustomer | null> {
    const rows: WaitingRow[] = await tx.query(`${WAITING} AND c.id = ?`, [customerId]);
    return rows.length === 0 ? null : waiting(rows[0]);
  }

  /** Customers whose registration nobody has verified since `before`, the oldest first. @param after only those with a higher id */
  async forgotten(before: Date, after: string, limit: number): Promise<ForgottenRegistration[]> {
    const rows: { id: string; contactId: string }[] = await this.dataSource.query(`${WAITING} AND c.id > ? AND p.unverified = 1 AND p.updated_at < ? ORDER BY c.id LIMIT ?`, [after, before, limit]);
    return rows.map(({ id, contactId }) => ({ customerId: String(id), contactId: String(contactId) }));
  }
}

function waiting(row: WaitingRow): WaitingCustomer {
  return { ...row, id: String(row.id), contactId: row.contactId === null ? null : String(row.contactId), unverified: Number(row.unverified) === 1 };
}
