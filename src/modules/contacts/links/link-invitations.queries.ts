import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../../kernel/auth/digest';
import type { ContactKind } from '../customer-contact.entity';

/** One question that a link opens. */
export interface LinkInvitation {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly contactId: string;
  readonly contactName: string;
  readonly email: string;
  readonly position: string | null;
  readonly kind: ContactKind;
  readonly permissions: string;
  readonly mailSwitches: string;
}

/** One question as whoever asked may see it: what was typed, nothing of the person. */
export interface PendingInvitation {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly kind: ContactKind;
  readonly expiresAt: Date;
}

export interface NewInvitation {
  readonly customerId: string;
  readonly contactId: string;
  /** The link that was made at once for a new person; its secret opens nothing, the set-password link does. */
  readonly linkId: string | null;
  /** Asked by an admin contact, in whose list it stands. */
  readonly byColleague: boolean;
  readonly token: string;
  readonly typed: { readonly name: string; readonly email: string };
  readonly link: { readonly position: string | null; readonly kind: ContactKind; readonly permissions: string; readonly mailSwitches: string };
  readonly now: Date;
  readonly expiresAt: Date;
}

interface Row {
  id: string;
  customer_id: string;
  customer_name: string;
  contact_id: string;
  contact_name: string;
  email: string;
  position: string | null;
  kind: ContactKind;
  permissions: string;
  mail_switches: string;
}

const TOKEN = /^[0-9a-f]{64}$/;

/** Rows of `link_invitations`; `open_key` is the person's id as long as the question stands. */
@Injectable()
export class LinkInvitationQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async person(tx: EntityManager, emailKey: string, customerId: string): Promise<{ id: string; language: string | null; linked: boolean } | null> {
    const rows: { id: string; language: string | null; linked: number }[] = await tx.query(
      'SELECT p.id, p.language, EXISTS (SELECT 1 FROM customer_contacts l WHERE l.contact_key = p.id AND l.customer_id = ?) AS linked FROM contacts p WHERE p.email_key = ? AND p.unverified = 0',
      [customerId, emailKey],
    );
    return rows.length === 0 ? null : { id: String(rows[0].id), language: rows[0].language, linked: Number(rows[0].linked) === 1 };
  }

  /** @returns its id. @throws a duplicate of `link_invitations_open` when somebody else asks at the same moment. */
  async replace(tx: EntityManager, { customerId, contactId, linkId, byColleague, token, typed, link, now, expiresAt }: NewInvitation): Promise<string> {
    await tx.query('UPDATE link_invitations SET open_key = NULL WHERE customer_id = ? AND open_key = ?', [customerId, contactId]);
    const inserted: { insertId: number | string } = await tx.query(
      `INSERT INTO link_invitations (customer_id, contact_id, open_key, link_id, by_colleague, token_hash, typed_name, typed_email, position, kind, permissions, mail_switches, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [customerId, contactId, contactId, linkId, byColleague, sha256(token), typed.name, typed.email, link.position, link.kind, link.permissions, link.mailSwitches, now, expiresAt],
    );
    return String(inserted.insertId);
  }

  async pending(customerId: string, now: Date): Promise<PendingInvitation[]> {
    const rows: { id: string; typed_name: string; typed_email: string; kind: ContactKind; expires_at: Date }[] = await this.dataSource.query(
      'SELECT id, typed_name, typed_email, kind, expires_at FROM link_invitations WHERE customer_id = ? AND open_key IS NOT NULL AND link_id IS NULL AND expires_at > ? ORDER BY id LIMIT 200',
      [customerId, now],
    );
    return rows.map((row) => ({ id: String(row.id), name: row.typed_name, email: row.typed_email, kind: row.kind, expiresAt: row.expires_at }));
  }

  async find(token: unknown, now: Date): Promise<LinkInvitation | null> {
    if (typeof token !== 'string' || !TOKEN.test(token)) return null;
    const rows: Row[] = await this.dataSource.query(
      `SELECT i.id, i.customer_id, c.display_name AS customer_name, i.contact_id, CONCAT_WS(' ', p.first_name, p.last_name) AS contact_name, p.email,
         i.position, i.kind, i.permissions, i.mail_switches
       FROM link_invitations i
       JOIN contacts p ON p.id = i.open_key AND p.active = 1 AND p.deleted_at IS NULL
       JOIN customers c ON c.id = i.customer_id AND c.deleted_at IS NULL
       WHERE i.token_hash = ? AND i.link_id IS NULL AND i.expires_at > ?`,
      [sha256(token), now],
    );
    if (rows.length === 0) return null;
    const [row] = rows;
    return {
      id: String(row.id), customerId: String(row.customer_id), customerName: row.customer_name, contactId: String(row.contact_id), contactName: row.contact_name,
      email: row.email, position: row.position, kind: row.kind, permissions: row.permissions, mailSwitches: row.mail_switches,
    };
  }

  /** Customers are locked before anything of theirs, here as everywhere. */
  async lockCustomer(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query('SELECT id FROM customers WHERE id = ? FOR UPDATE', [customerId]);
  }

  async accept(tx: EntityManager, id: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(
      'UPDATE link_invitations SET open_key = NULL, accepted_at = ? WHERE id = ? AND open_key IS NOT NULL AND expires_at > ?',
      [now, id, now],
    );
    return result.affectedRows === 1;
  }

  /** Whether the person has still to answer; locked. */
  async standsFor(tx: EntityManager, id: string, contactId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('SELECT 1 FROM link_invitations WHERE id = ? AND open_key = ? AND link_id IS NULL FOR UPDATE', [id, contactId]);
    return rows.length > 0;
  }

  async reopen(tx: EntityManager, id: string, token: string, expiresAt: Date): Promise<{ person: { id: string; language: string | null }; customer: { name: string } }> {
    await tx.query('UPDATE link_invitations SET open_key = contact_id, token_hash = ?, expires_at = ? WHERE id = ?', [sha256(token), expiresAt, id]);
    const [row]: { id: string; language: string | null; name: string }[] = await tx.query(
      'SELECT p.id, p.language, c.display_name AS name FROM link_invitations i JOIN contacts p ON p.id = i.contact_id JOIN customers c ON c.id = i.customer_id WHERE i.id = ?',
      [id],
    );
    return { person: { id: String(row.id), language: row.language }, customer: { name: row.name } };
  }

  /** @returns whom it was about, as typed; null when it does not stand (any more), or is none of that customer. */
  async close(tx: EntityManager, customerId: string, id: string): Promise<string | null> {
    const result: { affectedRows: number } = await tx.query('UPDATE link_invitations SET open_key = NULL WHERE id = ? AND customer_id = ? AND open_key IS NOT NULL', [id, customerId]);
    if (result.affectedRows !== 1) return null;
    const [row]: { typed_name: string; typed_email: string }[] = await tx.query('SELECT typed_name, typed_email FROM link_invitations WHERE id = ?', [id]);
    return row.typed_name || row.typed_email;
  }
}
