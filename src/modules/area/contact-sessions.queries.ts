import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ContactActor, type AreaCustomer, type Impersonator } from '../../kernel/access/contact-actor';
import { readContactPermissions } from '../../kernel/access/contact-permissions';
import { straight } from '../../kernel/db/raw-rows';
import { SessionTable } from '../../kernel/auth/session-rows.queries';
import type { LiveSession, SessionRows } from '../../kernel/auth/session.store';

/** One row a customer of the person. */
interface SessionRow {
  principal_id: string;
  ip: string;
  user_agent: string;
  last_seen_at: Date;
  expires_at: Date;
  chosen_id: string | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  must_change_password: number;
  language: string | null;
  theme: string;
  customer_id: string;
  customer_name: string;
  customer_language: string | null;
  modules_off: string;
  link_id: string;
  kind: string;
  permissions: string;
  is_primary: number;
  impersonation_id: string | null;
  impersonator_id: string | null;
  impersonator_name: string | null;
  impersonated_until: Date | null;
}

/** Who may be signed in: an active person who has not to verify its address first, at active, confirmed customers out of the trash (CUS-17, ARE-5). */
const FIND = `
  SELECT s.principal_id, s.ip, s.user_agent, s.last_seen_at, s.expires_at, s.customer_id AS chosen_id,
         p.first_name, p.last_name, p.email, p.must_change_password, p.language, p.theme,
         c.id AS customer_id, c.display_name AS customer_name, c.language AS customer_language, c.modules_off,
         l.id AS link_id, l.kind, l.permissions, (c.primary_link_id = l.id) AS is_primary,
         i.id AS impersonation_id, i.staff_id AS impersonator_id, f.name AS impersonator_name, i.expires_at AS impersonated_until
  FROM sessions s
  JOIN contacts p ON p.id = s.principal_id AND p.active = 1 AND p.unverified = 0 AND p.deleted_at IS NULL
  JOIN customer_contacts l ON l.contact_key = p.id
  JOIN customers c ON c.id = l.customer_id AND c.active = 1 AND c.unconfirmed = 0 AND c.deleted_at IS NULL
  LEFT JOIN impersonations i ON i.id = s.impersonation_id AND i.contact_id = p.id AND i.customer_id = c.id AND i.ended_at IS NULL AND i.expires_at > ?
  LEFT JOIN staff f ON f.id = i.staff_id AND f.active = 1 AND (f.administrator = 1
    OR EXISTS (SELECT 1 FROM role_permissions r WHERE r.role_id = f.role_id AND r.permission = 'customers.impersonate')
      AND (EXISTS (SELECT 1 FROM role_permissions r WHERE r.role_id = f.role_id AND r.permission = 'customers.view')
        OR EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = f.id AND a.customer_id = i.customer_id)))
    AND EXISTS (SELECT 1 FROM sessions a WHERE a.impersonation_id = i.id AND a.kind = 'staff' AND a.principal_id = f.id AND a.expires_at > ?)
  WHERE s.id_hash = ? AND s.kind = 'contact' AND s.expires_at > ? AND s.last_seen_at > ?
    AND (s.impersonation_id IS NULL OR f.id IS NOT NULL)
  ORDER BY c.sort_name, c.id`;

/** Rows of contacts' sessions: session, person, customers and rights in one query a request (design.md, Addresses). */
@Injectable()
export class ContactSessionRows extends SessionTable implements SessionRows {
  constructor(@InjectDataSource() private readonly rows: DataSource) {
    super(rows);
  }

  async find(idHash: string, now: Date, unusedSince: Date): Promise<LiveSession | null> {
    const rows = await straight(this.rows).query<SessionRow[]>(FIND, [now, now, idHash, now, unusedSince]);
    if (rows.length === 0) return null;
    const [row] = rows;
    return {
      principalId: row.principal_id, ip: row.ip, userAgent: row.user_agent, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at,
      actor: actor(rows, idHash),
    };
  }

  /** Shows another of the person's customers from now on. @returns false when it is none of them. */
  async choose(idHash: string, contactId: string, customerId: string): Promise<boolean> {
    const result: { affectedRows: number } = await this.rows.query(
      `UPDATE sessions SET customer_id = ? WHERE id_hash = ? AND kind = 'contact' AND principal_id = ?
       AND EXISTS (SELECT 1 FROM customer_contacts l WHERE l.contact_key = ? AND l.customer_id = ?)`,
      [customerId, idHash, contactId, contactId, customerId],
    );
    return result.affectedRows === 1;
  }
}

function actor(rows: readonly SessionRow[], sessionId: string): ContactActor {
  const [row] = rows;
  const customers = rows.map(customer);
  return new ContactActor({
    id: row.principal_id,
    name: [row.first_name, row.last_name].filter(Boolean).join(' '),
    email: row.email ?? '',
    mustChangePassword: Boolean(Number(row.must_change_password)),
    language: row.language,
    theme: row.theme,
    customers,
    current: customers.find(({ id }) => id === row.chosen_id) ?? customers[0],
    impersonator: impersonator(row),
    sessionId,
  });
}

function customer(row: SessionRow): AreaCustomer {
  const off = new Set(readContactPermissions(row.modules_off));
  return {
    id: row.customer_id,
    linkId: row.link_id,
    name: row.customer_name,
    admin: row.kind === 'admin',
    primary: Boolean(Number(row.is_primary)),
    language: row.customer_language,
    permissions: new Set(readContactPermissions(row.permissions).filter((permission) => !off.has(permission))),
  };
}

function impersonator(row: SessionRow): Impersonator | null {
  if (row.impersonation_id === null || row.impersonator_id === null || row.impersonated_until === null) return null;
  return { impersonationId: row.impersonation_id, staffId: row.impersonator_id, staffName: row.impersonator_name ?? '', until: row.impersonated_until };
}
