import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

export interface AdminRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly active: number;
  readonly created_at: Date;
}

/** Staff who look after a customer, and those who could. */
@Injectable()
export class CustomerAdminQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  list(customerId: string): Promise<AdminRow[]> {
    return this.dataSource.query(
      'SELECT s.id, s.name, s.email, s.active, a.created_at FROM customer_admins a JOIN staff s ON s.id = a.staff_id WHERE a.customer_id = ? ORDER BY s.name, s.id',
      [customerId],
    );
  }

  /** Active staff who are not customer admin of it yet. */
  others(customerId: string): Promise<{ id: string; name: string }[]> {
    return this.dataSource.query(
      `SELECT s.id, s.name FROM staff s WHERE s.active = 1
       AND NOT EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = s.id AND a.customer_id = ?) ORDER BY s.name, s.id`,
      [customerId],
    );
  }

  /** Name of an active member of staff, who stays so until `tx` ends; null when there is none. */
  async activeName(tx: EntityManager, staffId: string): Promise<string | null> {
    const rows: { name: string }[] = await tx.query('SELECT name FROM staff WHERE id = ? AND active = 1 LOCK IN SHARE MODE', [staffId]);
    return rows[0]?.name ?? null;
  }

  /** Name of the customer admin; null when it is none of the customer's. */
  async adminName(tx: EntityManager, customerId: string, staffId: string): Promise<string | null> {
    const rows: { name: string }[] = await tx.query(
      'SELECT s.name FROM customer_admins a JOIN staff s ON s.id = a.staff_id WHERE a.customer_id = ? AND a.staff_id = ?',
      [customerId, staffId],
    );
    return rows[0]?.name ?? null;
  }

  /** @returns false when that was so already. */
  async insert(tx: EntityManager, customerId: string, staffId: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('INSERT IGNORE INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, ?)', [staffId, customerId, now]);
    return result.affectedRows === 1;
  }

  async delete(tx: EntityManager, customerId: string, staffId: string): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('DELETE FROM customer_admins WHERE staff_id = ? AND customer_id = ?', [staffId, customerId]);
    return result.affectedRows === 1;
  }
}
