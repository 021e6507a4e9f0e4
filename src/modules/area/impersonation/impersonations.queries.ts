import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../../kernel/auth/digest';

/** A contact as which staff may log in. */
export interface EnterableContact {
  readonly linkId: string;
  readonly contactId: string;
  readonly name: string;
  readonly primary: boolean;
}

/** A login as client, under way or over. */
export interface Impersonation {
  readonly id: string;
  readonly staffId: string;
  readonly staffName: string;
  readonly contactId: string;
  readonly contactName: string;
  readonly customerId: string;
  readonly reason: string;
  readonly expiresAt: Date;
}

export interface NewImpersonation {
  readonly staffId: string;
  /** `id_hash` of the staff session it belongs to: with that it ends. */
  readonly staffSession: string;
  readonly contactId: string;
  readonly customerId: string;
  readonly reason: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly entry: { readonly secret: string; readonly until: Date };
}

const SELECT = `
  SELECT CAST(i.id AS CHAR) AS id, CAST(i.staff_id AS CHAR) AS staffId, s.name AS staffName, CAST(i.contact_id AS CHAR) AS contactId,
         CONCAT_WS(' ', p.first_name, p.last_name) AS contactName, CAST(i.customer_id AS CHAR) AS customerId, i.reason, i.expires_at AS expiresAt
  FROM impersonations i JOIN staff s ON s.id = i.staff_id JOIN contacts p ON p.id = i.contact_id`;

/** Rows of `impersonations` and what hangs on them (ARE-6). */
@Injectable()
export class ImpersonationRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The contacts of the customer that may sign in, the primary one first; none where the customer itself may not. */
  async enterable(customerId: string, manager: EntityManager = this.dataSource.manager): Promise<EnterableContact[]> {
    const rows: { linkId: string; contactId: string; name: string; is_primary: number }[] = await manager.query(
      `SELECT CAST(l.id AS CHAR) AS linkId, CAST(p.id AS CHAR) AS contactId, CONCAT_WS(' ', p.first_name, p.last_name) AS name, (c.primary_link_id = l.id) AS is_primary
       FROM customers c JOIN customer_contacts l ON l.customer_id = c.id JOIN contacts p ON p.id = l.contact_key
       WHERE c.id = ? AND c.active = 1 AND c.unconfirmed = 0 AND c.deleted_at IS NULL
         AND p.active = 1 AND p.unverified = 0 AND p.deleted_at IS NULL AND p.email_key IS NOT NULL
       ORDER BY (c.primary_link_id = l.id) DESC, l.id LIMIT 500`,
      [customerId],
    );
    return rows.map(({ is_primary, ...row }) => ({ ...row, primary: Number(is_primary) === 1 }));
  }

  /** Notes it down and marks the staff session, which leads nowhere under `/admin` from now on. @returns its id */
  async begin(tx: EntityManager, begun: NewImpersonation): Promise<string> {
    const { staffId, contactId, customerId, reason, now, expiresAt, entry } = begun;
    const result: { insertId: string | number } = await tx.query(
      'INSERT INTO impersonations (staff_id, contact_id, customer_id, reason, started_at, expires_at, entry_hash, entry_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      [staffId, contactId, customerId, reason, now, expiresAt, sha256(entry.secret), entry.until],
    );
    const id = String(result.insertId);
    await tx.query("UPDATE sessions SET impersonation_id = ? WHERE id_hash = ? AND kind = 'staff'", [id, begun.staffSession]);
    return id;
  }

  /** Whose entry it is; uses nothing up. */
  byEntry(secret: string, now: Date): Promise<Impersonation | null> {
    return this.first(this.dataSource.manager, 'WHERE i.entry_hash = ? AND i.entry_until > ? AND i.ended_at IS NULL', [sha256(secret), now]);
  }

  /** Of any number of callers one gets true. */
  async useEntry(tx: EntityManager, secret: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('UPDATE impersonations SET entry_hash = NULL WHERE entry_hash = ? AND entry_until > ? AND ended_at IS NULL', [sha256(secret), now]);
    return result.affectedRows === 1;
  }

  byId(manager: EntityManager, id: string): Promise<Impersonation | null> {
    return this.first(manager, 'WHERE i.id = ?', [id]);
  }

  /** Ends it with its session in the area, and frees the staff session. False when it was over. */
  async end(tx: EntityManager, id: string, at: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('UPDATE impersonations SET ended_at = ?, entry_hash = NULL WHERE id = ? AND ended_at IS NULL', [at, id]);
    if (result.affectedRows === 0) return false;
    await tx.query("DELETE FROM sessions WHERE impersonation_id = ? AND kind = 'contact'", [id]);
    await tx.query("UPDATE sessions SET impersonation_id = NULL WHERE impersonation_id = ? AND kind = 'staff'", [id]);
    return true;
  }

  /** Those whose time is over, to be written down as ended. */
  async expired(now: Date, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query('SELECT CAST(id AS CHAR) AS id FROM impersonations WHERE ended_at IS NULL AND expires_at <= ? ORDER BY id LIMIT ?', [now, limit]);
    return rows.map(({ id }) => id);
  }

  private async first(manager: EntityManager, where: string, params: unknown[]): Promise<Impersonation | null> {
    const rows: Impersonation[] = await manager.query(`${SELECT} ${where}`, params);
    return rows[0] ?? null;
  }
}
