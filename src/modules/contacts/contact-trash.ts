import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../kernel/db/transaction';
import { emailKey } from '../../kernel/text/email-key';
import type { TrashPart } from '../customers/customer-trash';
import { FieldRefused } from '../../kernel/forms/field-refused';

/** A customer's contacts go into the trash with it, a person with its last live link, and come back with it (CUS-20). */
export const contactTrash: TrashPart = {
  async delete(tx, customerId, deletionId, now) {
    const persons: { contact_key: string }[] = await tx.query(
      'SELECT contact_key FROM customer_contacts WHERE customer_id = ? AND contact_key IS NOT NULL ORDER BY contact_key FOR UPDATE',
      [customerId],
    );
    await tx.query('UPDATE customer_contacts SET deleted_at = ?, deletion_id = ?, contact_key = NULL WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]);
    for (const { contact_key: id } of persons) {
      await tx.query(
        `UPDATE contacts SET deleted_at = ?, deletion_id = ?, email_key = NULL
         WHERE id = ? AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM customer_contacts l WHERE l.contact_key = contacts.id)`,
        [now, deletionId, id],
      );
    }
  },

  async restore(tx, customerId, deletionId, _now, answers) {
    const persons: { id: string; email: string | null }[] = await tx.query('SELECT id, email FROM contacts WHERE deletion_id = ? ORDER BY id', [deletionId]);
    for (const person of persons) await restorePerson(tx, person, answers[`email_${person.id}`]);
    await tx.query(
      'UPDATE customer_contacts SET deleted_at = NULL, deletion_id = NULL, contact_key = contact_id WHERE customer_id = ? AND deletion_id = ?',
      [customerId, deletionId],
    );
  },
};

/** @param answer another address, or an empty text for none, when the own one has been taken meanwhile. */
async function restorePerson(tx: EntityManager, person: { id: string; email: string | null }, answer: string | undefined): Promise<void> {
  const email = answer === undefined ? person.email : answer || null;
  const key = email === null ? null : emailKey(email);
  const field = `email_${person.id}`;
  if (email !== null && key === null) throw new FieldRefused(field, { key: 'errors.email' });
  try {
    await tx.query('UPDATE contacts SET deleted_at = NULL, deletion_id = NULL, email = ?, email_key = ? WHERE id = ?', [email, key, person.id]);
  } catch (error) {
    throw isDuplicate(error, 'contacts_email_key') ? new FieldRefused(field, { key: 'contacts.errors.emailTakenMeanwhile', params: { email: email ?? '' } }) : error;
  }
}
