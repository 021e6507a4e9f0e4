import type { TrashPart } from '../customers/trash/customer-trash';

/** A customer's files go into the trash with it and come back with it (CUS-20); their content goes when the rows are gone. */
export const customerFileTrash: TrashPart = {
  delete: (tx, customerId, deletionId, now) =>
    tx.query('UPDATE customer_files SET deleted_at = ?, deletion_id = ? WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]),
  restore: (tx, customerId, deletionId) =>
    tx.query('UPDATE customer_files SET deleted_at = NULL, deletion_id = NULL WHERE customer_id = ? AND deletion_id = ?', [customerId, deletionId]),
  purge: (tx, deletionId) => tx.query('DELETE FROM customer_files WHERE deletion_id = ?', [deletionId]),
};
