import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface Login {
  readonly id: string;
  readonly passwordHash: string | null;
}

interface Row {
  id: string;
  password_hash: string | null;
}

const FIND = `
  SELECT p.id, p.password_hash FROM contacts p
  WHERE p.active = 1 AND p.unverified = 0 AND p.deleted_at IS NULL AND EXISTS (
    SELECT 1 FROM customer_contacts l JOIN customers c ON c.id = l.customer_id
    WHERE l.contact_key = p.id AND c.active = 1 AND c.unconfirmed = 0 AND c.deleted_at IS NULL)`;

/** Finds the person behind an address, if it may sign in at all. */
@Injectable()
export class SignInQueries {
  /** By the e-mail's key alone (`contacts_email_key`), with at least one customer through which it may sign in. */
  async find(manager: EntityManager, emailKey: string): Promise<Login | null> {
    return emailKey === '' ? null : first(await manager.query(`${FIND} AND p.email_key = ?`, [emailKey]));
  }

  async byId(manager: EntityManager, id: string): Promise<Login | null> {
    return first(await manager.query(`${FIND} AND p.id = ?`, [id]));
  }

  /** @returns false when the password is no longer the one of that hash. */
  async signedIn(manager: EntityManager, contactId: string, passwordHash: string | null, at: Date): Promise<boolean> {
    const result: { affectedRows: number } = await manager.query('UPDATE contacts SET signed_in_at = ? WHERE id = ? AND password_hash = ?', [at, contactId, passwordHash]);
    return result.affectedRows === 1;
  }
}

function first(rows: readonly Row[]): Login | null {
  return rows.length === 0 ? null : { id: String(rows[0].id), passwordHash: rows[0].password_hash };
}
