import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../../kernel/auth/digest';

/** A person who may sign in, or could if it had a password: active, verified, at an active customer (CUS-17). */
export interface LoginOwner {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The person's own; null: the customer's. */
  readonly language: string | null;
  readonly passwordHash: string | null;
  /** The one asked about; else the one it is primary contact of, else the first. */
  readonly customer: { readonly id: string; readonly name: string };
  /** It is primary contact of that customer. */
  readonly primary: boolean;
  /** An invitation was sent and not used; it may have expired. */
  readonly invited: boolean;
}

interface Row {
  id: string;
  name: string;
  email: string;
  language: string | null;
  password_hash: string | null;
  customer_id: string;
  customer_name: string;
  is_primary: number;
  invited: number;
}

const FIND = `
  SELECT p.id, CONCAT_WS(' ', p.first_name, p.last_name) AS name, p.email, p.language, p.password_hash,
         c.id AS customer_id, c.display_name AS customer_name, COALESCE(c.primary_link_id = l.id, 0) AS is_primary,
         EXISTS (SELECT 1 FROM access_tokens t WHERE t.principal_kind = 'contact' AND t.principal_id = p.id AND t.purpose = 'set-password' AND t.used_at IS NULL) AS invited
  FROM contacts p
  JOIN customer_contacts l ON l.contact_key = p.id
  JOIN customers c ON c.id = l.customer_id AND c.active = 1 AND c.unconfirmed = 0 AND c.deleted_at IS NULL
  WHERE p.active = 1 AND p.unverified = 0 AND p.deleted_at IS NULL AND p.email_key IS NOT NULL`;
const FIRST = 'ORDER BY (c.primary_link_id = l.id) DESC, l.id LIMIT 1';
const TOKEN = /^[0-9a-f]{64}$/;

/** Who may have a login, and what became of their links. */
@Injectable()
export class LoginQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  byEmail(manager: EntityManager, emailKey: string): Promise<LoginOwner | null> {
    return this.first(manager, `${FIND} AND p.email_key = ? ${FIRST}`, [emailKey]);
  }

  /** @param customerId when given, through that customer only */
  byId(manager: EntityManager, id: string, customerId: string | null = null): Promise<LoginOwner | null> {
    return customerId === null ? this.first(manager, `${FIND} AND p.id = ? ${FIRST}`, [id]) : this.first(manager, `${FIND} AND p.id = ? AND c.id = ?`, [id, customerId]);
  }

  /** Whose link it was, and what for, of a link that has expired unused and unreplaced; null for every other one. */
  async expired(token: unknown, now: Date): Promise<{ contactId: string; purpose: string } | null> {
    if (typeof token !== 'string' || !TOKEN.test(token)) return null;
    const rows: { principal_id: string; purpose: string }[] = await this.dataSource.query(
      "SELECT principal_id, purpose FROM access_tokens WHERE token_hash = ? AND principal_kind = 'contact' AND used_at IS NULL AND expires_at <= ?",
      [sha256(token), now],
    );
    return rows.length === 0 ? null : { contactId: String(rows[0].principal_id), purpose: rows[0].purpose };
  }

  private async first(manager: EntityManager, sql: string, params: readonly string[]): Promise<LoginOwner | null> {
    const rows: Row[] = await manager.query(sql, [...params]);
    if (rows.length === 0) return null;
    const [row] = rows;
    return {
      id: String(row.id), name: row.name, email: row.email, language: row.language, passwordHash: row.password_hash,
      customer: { id: String(row.customer_id), name: row.customer_name }, primary: Number(row.is_primary) === 1, invited: Number(row.invited) === 1,
    };
  }
}
