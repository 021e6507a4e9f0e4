import type { EntityManager } from 'typeorm';
import type { TrashPart } from '../customers/trash/customer-trash';

/** A customer's reminders go into the trash with it, rest there, and come back with it (CUS-20). */
export const reminderTrash: TrashPart = {
  delete: (tx, customerId, deletionId, now) =>
    tx.query('UPDATE reminders SET deleted_at = ?, deletion_id = ? WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]),
  restore: (tx, customerId, deletionId) =>
    tx.query(
      'UPDATE reminders r JOIN customers c ON c.id = r.customer_id SET r.deleted_at = NULL, r.deletion_id = NULL, r.paused = (c.active = 0) WHERE r.customer_id = ? AND r.deletion_id = ?',
      [customerId, deletionId],
    ),
  purge: (tx, deletionId) => tx.query('DELETE FROM reminders WHERE deletion_id = ?', [deletionId]),
};

/** They rest while the customer is inactive (CUS-17); what fell due meanwhile is delivered late afterwards. */
export async function pauseReminders(tx: EntityManager, customerId: string, active: boolean): Promise<void> {
  await tx.query('UPDATE reminders SET paused = ?, lease_token = NULL, lease_until = NULL WHERE customer_id = ?', [!active, customerId]);
}
