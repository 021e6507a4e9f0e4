import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { LinkTicks } from '../contacts/link-ticks';

/** A contact of the customer, as the matrix and its warnings see it. */
export interface MatrixRow extends LinkTicks {
  readonly id: string;
  readonly contactId: string;
  readonly name: string;
  readonly position: string | null;
  readonly primary: boolean;
  readonly active: boolean;
  readonly hasEmail: boolean;
}

interface Raw {
  id: string;
  contact_id: string;
  name: string;
  position: string | null;
  is_primary: number;
  active: number;
  has_email: number;
  permissions: string;
  mail_switches: string;
}

const ROWS = `
  SELECT l.id, l.contact_id, CONCAT_WS(' ', p.first_name, p.last_name) AS name, l.position, (c.primary_link_id = l.id) AS is_primary,
         (p.active = 1 AND p.unverified = 0) AS active, (p.email IS NOT NULL) AS has_email, l.permissions, l.mail_switches
  FROM customer_contacts l JOIN contacts p ON p.id = l.contact_id JOIN customers c ON c.id = l.customer_id
  WHERE l.customer_id = ? AND l.deleted_at IS NULL
  ORDER BY (c.primary_link_id = l.id) DESC, p.last_name, p.first_name, l.id`;

/** Reads contacts with their permissions and mail switches, of a customer that the caller has made sure is visible. */
@Injectable()
export class MatrixQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** All contacts, the primary one first, then by name. */
  async rows(customerId: string): Promise<MatrixRow[]> {
    const rows: Raw[] = await this.dataSource.query(ROWS, [customerId]);
    return rows.map((row) => ({
      id: String(row.id), contactId: String(row.contact_id), name: row.name, position: row.position, primary: Number(row.is_primary) === 1,
      active: Number(row.active) === 1, hasEmail: Number(row.has_email) === 1, permissions: row.permissions, mailSwitches: row.mail_switches,
    }));
  }

  /** Modules the customer does without, as its column holds them (PER-3). */
  async modulesOff(customerId: string, manager: EntityManager = this.dataSource.manager): Promise<string> {
    const rows: { modules_off: string }[] = await manager.query('SELECT modules_off FROM customers WHERE id = ?', [customerId]);
    return rows[0]?.modules_off ?? '';
  }

  /** The ticks of those links of the customer as they are now, locked in the order of their ids. */
  async lock(tx: EntityManager, customerId: string, linkIds: readonly string[]): Promise<(LinkTicks & { id: string; contactId: string; name: string })[]> {
    if (linkIds.length === 0) return [];
    const rows: Raw[] = await tx.query(
      `SELECT l.id, l.contact_id, CONCAT_WS(' ', p.first_name, p.last_name) AS name, l.permissions, l.mail_switches
       FROM customer_contacts l JOIN contacts p ON p.id = l.contact_id
       WHERE l.customer_id = ? AND l.deleted_at IS NULL AND l.id IN (?) ORDER BY l.id FOR UPDATE`,
      [customerId, linkIds],
    );
    return rows.map((row) => ({ id: String(row.id), contactId: String(row.contact_id), name: row.name, permissions: row.permissions, mailSwitches: row.mail_switches }));
  }
}
