import type { TrashPart } from '../customers/trash/customer-trash';

/** A customer's reminders go into the trash with it, rest there, and come back with it (CUS-20). */
export const reminderTrash: TrashPart = {
  delete: (tx, customerId, deletionId, now) =>
    tx.query('UPDATE reminders SET deleted_at = ?, deletion_id = ? WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]),
  restore: (tx, customerId, deletionId) =>
    tx.query('UPDATE reminders SET deleted_at = NULL, deletion_id = NULL WHERE customer_id = ? AND deletion_id = ?', [customerId, deletionId]),
  purge: (tx, deletionId) => tx.query('DELETE FROM reminders WHERE deletion_id = ?', [deletionId]),
};
