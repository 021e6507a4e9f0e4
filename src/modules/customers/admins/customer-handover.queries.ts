import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Who looks after which customers, moved from one member of staff to another; customers in the trash too. */
@Injectable()
export class CustomerHandoverRows {
  async countAdmins(manager: EntityManager, staffId: string): Promise<number> {
    return count(await manager.query('SELECT COUNT(*) AS n FROM customer_admins WHERE staff_id = ?', [staffId]));
  }

  async countManaged(manager: EntityManager, staffId: string): Promise<number> {
    return count(await manager.query('SELECT COUNT(*) AS n FROM customers WHERE account_manager_id = ?', [staffId]));
  }

  /** @returns the customers that changed hands. */
  async moveAdmins(tx: EntityManager, fromId: string, toId: string, now: Date): Promise<string[]> {
    const moved = ids(await tx.query('SELECT CAST(customer_id AS CHAR) AS id FROM customer_admins WHERE staff_id = ? ORDER BY customer_id FOR UPDATE', [fromId]));
    await tx.query(
      'INSERT IGNORE INTO customer_admins (staff_id, customer_id, created_at) SELECT ?, held.customer_id, ? FROM customer_admins held WHERE held.staff_id = ?',
      [toId, now, fromId],
    );
    await tx.query('DELETE FROM customer_admins WHERE staff_id = ?', [fromId]);
    return moved;
  }

  /** Each becomes another version, so a form opened before does not put the old one back. @returns the customers that changed hands. */
  async moveManaged(tx: EntityManager, fromId: string, toId: string, now: Date): Promise<string[]> {
    const moved = ids(await tx.query('SELECT CAST(id AS CHAR) AS id FROM customers WHERE account_manager_id = ? ORDER BY id FOR UPDATE', [fromId]));
    await tx.query('UPDATE customers SET account_manager_id = ?, version = version + 1, updated_at = ? WHERE account_manager_id = ?', [toId, now, fromId]);
    return moved;
  }
}

function count([{ n }]: { n: string }[]): number {
  return Number(n);
}

function ids(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
