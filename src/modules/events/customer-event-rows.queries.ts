import type { EntityManager } from 'typeorm';
import type { TrashPart } from '../customers/trash/customer-trash';
import type { EventValues } from './customer-events.queries';

const COLUMNS = ['type', 'name', 'month_day', 'year', 'occurrence', 'leap_rule', 'partner_id', 'relationship', 'in_report'];

function columnsOf(event: EventValues): unknown[] {
  return [event.type, event.name, event.month * 100 + event.day, event.year, event.occurrence, event.leapRule, event.partnerId, event.relationship, event.inReport ? 1 : 0];
}

export async function insertEvent(tx: EntityManager, customerId: string, event: EventValues, now: Date): Promise<string> {
  const result: { insertId: string | number } = await tx.query(
    `INSERT INTO customer_events (customer_id, ${COLUMNS.join(', ')}, created_at, updated_at) VALUES (?, ${COLUMNS.map(() => '?').join(', ')}, ?, ?)`,
    [customerId, ...columnsOf(event), now, now],
  );
  return String(result.insertId);
}

/** @returns false when it has another version by now. */
export async function updateEvent(tx: EntityManager, id: string, version: number, event: EventValues, now: Date): Promise<boolean> {
  const result: { affectedRows: number } = await tx.query(
    `UPDATE customer_events SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')}, version = version + 1, updated_at = ? WHERE id = ? AND version = ? AND deleted_at IS NULL`,
    [...columnsOf(event), now, id, version],
  );
  return result.affectedRows === 1;
}

export async function trashEvent(tx: EntityManager, id: string, deletionId: string, now: Date): Promise<void> {
  await tx.query('UPDATE customer_events SET deleted_at = ?, deletion_id = ? WHERE id = ? AND deleted_at IS NULL', [now, deletionId, id]);
}

export async function restoreEvent(tx: EntityManager, id: string): Promise<void> {
  await tx.query('UPDATE customer_events SET deleted_at = NULL, deletion_id = NULL WHERE id = ?', [id]);
}

/** A person's events go into the trash with it and come back with it (CUS-20); those of others keep their link. */
export const eventTrash: TrashPart = {
  delete: (tx, customerId, deletionId, now) =>
    tx.query('UPDATE customer_events SET deleted_at = ?, deletion_id = ? WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]),
  restore: (tx, customerId, deletionId) =>
    tx.query('UPDATE customer_events SET deleted_at = NULL, deletion_id = NULL WHERE customer_id = ? AND deletion_id = ?', [customerId, deletionId]),
  purge: (tx, deletionId) => tx.query('DELETE FROM customer_events WHERE deletion_id = ?', [deletionId]),
};
