import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { StaffActor } from '../../kernel/access/actor';
import { isRolePermission } from '../../kernel/access/permissions';
import { straight } from '../../kernel/db/raw-rows';
import { SessionTable } from '../../kernel/auth/session-rows.queries';
import type { LiveSession, SessionRows } from '../../kernel/auth/session.store';

interface SessionRow {
  principal_id: string;
  ip: string;
  user_agent: string;
  last_seen_at: Date;
  expires_at: Date;
  name: string;
  email: string;
  administrator: number;
  must_change_password: number;
  language: string | null;
  time_zone: string | null;
  theme: string;
  density: string;
  shortcuts: number;
  permissions: string | null;
  is_customer_admin: number;
  has_second_factor: number;
  impersonation_id: string | null;
  due_reminders: string | number;
}

/**
 * What the bell counts (REM-1), of the person `p` at one instant: reminders of customers that it may see. The first of two
 * reads no further than a hundred entries of the index, the second no more than are left.
 */
const DUE = `b.staff_id = p.id AND b.shown_at <= ? AND (p.administrator = 1 OR EXISTS (SELECT 1 FROM role_permissions v WHERE v.role_id = p.role_id AND v.permission = 'customers.view')
           OR EXISTS (SELECT 1 FROM customer_admins v WHERE v.staff_id = p.id AND v.customer_id = b.customer_id))`;
const DUE_UP_TO = 100;

const FIND = `
  SELECT s.principal_id, s.ip, s.user_agent, s.last_seen_at, s.expires_at,
         p.name, p.email, p.administrator, p.must_change_password, p.language, p.time_zone, p.theme, p.density, p.shortcuts,
         (SELECT GROUP_CONCAT(r.permission) FROM role_permissions r WHERE r.role_id = p.role_id) AS permissions,
         EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = p.id) AS is_customer_admin,
         EXISTS (SELECT 1 FROM second_factors f WHERE f.principal_kind = 'staff' AND f.principal_id = p.id) AS has_second_factor,
         i.id AS impersonation_id,
         COALESCE((SELECT ${DUE_UP_TO} FROM reminders b WHERE ${DUE} LIMIT 1 OFFSET ${DUE_UP_TO - 1}), (SELECT COUNT(*) FROM reminders b WHERE ${DUE})) AS due_reminders
  FROM sessions s JOIN staff p ON p.id = s.principal_id
  LEFT JOIN impersonations i ON i.id = s.impersonation_id AND i.ended_at IS NULL AND i.expires_at > ?
  WHERE s.id_hash = ? AND s.kind = 'staff' AND s.expires_at > ? AND s.last_seen_at > ? AND p.active = 1`;

/** Rows of staff sessions: session, person and rights in one query a request (design.md, Addresses). */
@Injectable()
export class StaffSessionRows extends SessionTable implements SessionRows {
  constructor(@InjectDataSource() private readonly rows: DataSource) {
    super(rows);
  }

  async find(idHash: string, now: Date, unusedSince: Date): Promise<LiveSession | null> {
    const rows = await straight(this.rows).query<SessionRow[]>(FIND, [now, now, now, idHash, now, unusedSince]);
    return rows.length === 0 ? null : { ...facts(rows[0]), actor: actor(rows[0], idHash) };
  }
}

function facts(row: SessionRow) {
  return { principalId: row.principal_id, ip: row.ip, userAgent: row.user_agent, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at };
}

function actor(row: SessionRow, sessionId: string): StaffActor {
  return new StaffActor({
    id: row.principal_id,
    name: row.name,
    email: row.email,
    administrator: Boolean(Number(row.administrator)),
    mustChangePassword: Boolean(Number(row.must_change_password)),
    hasSecondFactor: Boolean(Number(row.has_second_factor)),
    language: row.language,
    timeZone: row.time_zone,
    theme: row.theme,
    density: row.density,
    shortcuts: Boolean(Number(row.shortcuts)),
    permissions: (row.permissions ?? '').split(',').filter(isRolePermission),
    isCustomerAdmin: Boolean(Number(row.is_customer_admin)),
    impersonationId: row.impersonation_id,
    dueReminders: Number(row.due_reminders),
    sessionId,
  });
}
