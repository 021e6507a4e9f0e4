import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../../kernel/auth/digest';
import type { ContactKind } from '../customer-contact.entity';

/** An invitation as whoever made it may see it: what was typed, nothing of the person. */
export interface ColleagueInvitation {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly position: string | null;
  readonly kind: ContactKind;
  readonly expiresAt: Date;
}

/** With what is behind it, for the service alone. */
export interface InvitationBehind extends ColleagueInvitation {
  readonly contactId: string;
  /** The link of a person who is new; null: a person who is known, and is asked. */
  readonly link: { readonly id: string; readonly version: number } | null;
}

interface Row {
  id: string;
  contact_id: string;
  link_id: string | null;
  link_version: number | null;
  typed_name: string;
  typed_email: string;
  position: string | null;
  kind: ContactKind;
  expires_at: Date;
}

/** A new person's invitation stands until it has a password, or staff have made it the primary contact. */
const OPEN = `
  SELECT i.id, i.contact_id, i.link_id, l.version AS link_version, i.typed_name, i.typed_email, i.position, i.kind, i.expires_at
  FROM link_invitations i
  JOIN customers c ON c.id = i.customer_id
  JOIN contacts p ON p.id = i.contact_id
  LEFT JOIN customer_contacts l ON l.id = i.link_id
  WHERE i.customer_id = ? AND i.by_colleague = 1 AND i.open_key IS NOT NULL
    AND (i.link_id IS NULL OR (l.contact_key IS NOT NULL AND p.password_hash IS NULL AND NOT c.primary_link_id <=> l.id))`;

/** Rows of `link_invitations` that admin contacts made; one that has expired stands until it is renewed or withdrawn. */
@Injectable()
export class ColleagueInvitationQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async list(customerId: string): Promise<ColleagueInvitation[]> {
    const rows: Row[] = await this.dataSource.query(`${OPEN} ORDER BY i.id LIMIT 500`, [customerId]);
    return rows.map(behind).map(({ id, name, email, position, kind, expiresAt }) => ({ id, name, email, position, kind, expiresAt }));
  }

  /** null, also for another customer's. The caller holds the customer's row. */
  one(tx: EntityManager, customerId: string, id: string): Promise<InvitationBehind | null> {
    return this.first(tx, `${OPEN} AND i.id = ?`, [customerId, id]);
  }

  /** The one that stands open for a person. The caller holds the customer's row. */
  ofPerson(tx: EntityManager, customerId: string, contactId: string): Promise<InvitationBehind | null> {
    return this.first(tx, `${OPEN} AND i.open_key = ?`, [customerId, contactId]);
  }

  /** Whose link it is. */
  async personOf(tx: EntityManager, linkId: string): Promise<string> {
    const [{ contact_id: id }]: { contact_id: string }[] = await tx.query('SELECT contact_id FROM customer_contacts WHERE id = ?', [linkId]);
    return String(id);
  }

  async extend(tx: EntityManager, id: string, token: string, expiresAt: Date): Promise<void> {
    await tx.query('UPDATE link_invitations SET token_hash = ?, expires_at = ? WHERE id = ?', [sha256(token), expiresAt, id]);
  }

  private async first(tx: EntityManager, sql: string, params: readonly string[]): Promise<InvitationBehind | null> {
    const rows: Row[] = await tx.query(sql, [...params]);
    return rows.length === 0 ? null : behind(rows[0]);
  }
}

function behind(row: Row): InvitationBehind {
  return {
    id: String(row.id), name: row.typed_name, email: row.typed_email, position: row.position, kind: row.kind, expiresAt: row.expires_at,
    contactId: String(row.contact_id), link: row.link_id === null ? null : { id: String(row.link_id), version: Number(row.link_version) },
  };
}
