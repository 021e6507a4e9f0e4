import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ContactKind } from '../../contacts/customer-contact.entity';

export interface Colleague {
  readonly id: string;
  readonly contactId: string;
  readonly name: string;
  readonly email: string | null;
  readonly position: string | null;
  readonly kind: ContactKind;
  readonly permissions: string;
  readonly mailSwitches: string;
  readonly version: number;
  readonly primary: boolean;
  readonly hasPassword: boolean;
  /** Until when an unused invitation holds, or held. */
  readonly invitedUntil: Date | null;
}

interface Row {
  id: string;
  contact_id: string;
  name: string;
  email: string | null;
  position: string | null;
  kind: ContactKind;
  permissions: string;
  mail_switches: string;
  version: number;
  is_primary: number;
  has_password: number;
  invited_until: Date | null;
}

const MOST = 500;
const SELECT = `
  SELECT l.id, l.contact_id, CONCAT_WS(' ', p.first_name, p.last_name) AS name, p.email, l.position, l.kind, l.permissions, l.mail_switches, l.version,
         COALESCE(c.primary_link_id = l.id, 0) AS is_primary, p.password_hash IS NOT NULL AS has_password,
         (SELECT MAX(t.expires_at) FROM access_tokens t
          WHERE t.principal_kind = 'contact' AND t.principal_id = p.id AND t.purpose = 'set-password' AND t.used_at IS NULL) AS invited_until
  FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key JOIN customers c ON c.id = l.customer_id
  WHERE l.customer_id = ? AND p.active = 1
    AND (p.password_hash IS NOT NULL OR c.primary_link_id <=> l.id
         OR NOT EXISTS (SELECT 1 FROM link_invitations i WHERE i.link_id = l.id AND i.by_colleague = 1 AND i.open_key IS NOT NULL))`;

/**
 * The active contacts of a customer, as its admin contacts see them: nothing of what they do elsewhere. Who was invited by one
 * and has not come yet stands among the invitations alone (`ColleagueInvitations`).
 */
@Injectable()
export class ColleagueQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The primary contact first, then by name. */
  async list(customerId: string): Promise<Colleague[]> {
    const rows: Row[] = await this.dataSource.query(`${SELECT} ORDER BY is_primary DESC, p.last_name, p.first_name, l.id LIMIT ${MOST}`, [customerId]);
    return rows.map(colleague);
  }

  /** null, also for another customer's. */
  async one(customerId: string, id: string): Promise<Colleague | null> {
    const rows: Row[] = await this.dataSource.query(`${SELECT} AND l.id = ?`, [customerId, id]);
    return rows.length === 0 ? null : colleague(rows[0]);
  }
}

function colleague(row: Row): Colleague {
  return {
    id: String(row.id), contactId: String(row.contact_id), name: row.name, email: row.email, position: row.position, kind: row.kind,
    permissions: row.permissions, mailSwitches: row.mail_switches, version: row.version, primary: Number(row.is_primary) === 1,
    hasPassword: Number(row.has_password) === 1, invitedUntil: row.invited_until,
  };
}
