import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { emailKey } from '../../kernel/text/email-key';
import type { TrashPart } from '../customers/trash/customer-trash';
import { killOpenLinks } from './logins/open-links.queries';

/** A customer's contacts go into the trash with it, a person with its last live link, and come back with it (CUS-20). */
export const contactTrash: TrashPart = {
  async delete(tx, customerId, deletionId, now) {
    const persons: { contact_key: string }[] = await tx.query(
      'SELECT contact_key FROM customer_contacts WHERE customer_id = ? AND contact_key IS NOT NULL ORDER BY contact_key FOR UPDATE',
      [customerId],
    );
    for (const { contact_key: id } of persons) await tx.query('SELECT id FROM contacts WHERE id = ? FOR UPDATE', [id]);
    await tx.query('UPDATE customer_contacts SET deleted_at = ?, deletion_id = ?, contact_key = NULL WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]);
    for (const { contact_key: id } of persons) await trashWithoutLink(tx, id, deletionId, now);
  },

  async restore(tx, customerId, deletionId, _now, answers) {
    for (const person of await trashedPersons(tx, deletionId)) await restorePerson(tx, person, answers[`email_${person.id}`]);
    await tx.query(
      'UPDATE customer_contacts SET deleted_at = NULL, deletion_id = NULL, contact_key = contact_id WHERE customer_id = ? AND deletion_id = ?',
      [customerId, deletionId],
    );
  },

  async purge(tx, deletionId) {
    const links: { contact_id: string }[] = await tx.query('SELECT contact_id FROM customer_contacts WHERE deletion_id = ? FOR UPDATE', [deletionId]);
    await tx.query('DELETE FROM customer_contacts WHERE deletion_id = ?', [deletionId]);
    for (const { contact_id: id } of links) await purgePerson(tx, id);
  },
};

const KEYS_OF_A_LOGIN = ['second_factors', 'recovery_codes', 'access_tokens'] as const;

export interface TrashedPerson {
  readonly id: string;
  readonly email: string | null;
}

/** Puts a person into the trash unless a live link is left; its sessions end, the links it was sent are dead (A10, A14). */
export async function trashWithoutLink(tx: EntityManager, id: string, deletionId: string, now: Date): Promise<void> {
  const result: { affectedRows: number } = await tx.query(
    `UPDATE contacts SET deleted_at = ?, deletion_id = ?, email_key = NULL
     WHERE id = ? AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM customer_contacts l WHERE l.contact_key = contacts.id)`,
    [now, deletionId, id],
  );
  if (result.affectedRows === 0) return;
  await killOpenLinks(tx, id);
  await tx.query("DELETE FROM sessions WHERE kind = 'contact' AND principal_id = ?", [id]);
}

/** Persons in the trash to whom links of that deletion lead, whichever deletion brought them there; locked. */
export async function trashedPersons(tx: EntityManager, deletionId: string): Promise<TrashedPerson[]> {
  return tx.query(
    'SELECT id, email FROM contacts WHERE deleted_at IS NOT NULL AND id IN (SELECT contact_id FROM customer_contacts WHERE deletion_id = ?) ORDER BY id FOR UPDATE',
    [deletionId],
  );
}

/** @param answer another address, or an empty text for none, when the own one has been taken meanwhile. */
export async function restorePerson(tx: EntityManager, person: TrashedPerson, answer: string | undefined): Promise<void> {
  const email = answer === undefined ? person.email : answer || null;
  const key = email === null ? null : emailKey(email);
  const field = `email_${person.id}`;
  if (email !== null && key === null && answer !== undefined) throw new FieldRefused(field, { key: 'errors.email' });
  try {
    await tx.query('UPDATE contacts SET deleted_at = NULL, deletion_id = NULL, email = ?, email_key = ? WHERE id = ?', [email, key, person.id]);
  } catch (error) {
    throw isDuplicate(error, 'contacts_email_key') ? new FieldRefused(field, { key: 'contacts.errors.emailTakenMeanwhile', params: { email: email ?? '' } }) : error;
  }
}

/** Removes a person without links for good; one that another deletion still holds goes with that. */
async function purgePerson(tx: EntityManager, id: string): Promise<void> {
  const rows: { deletion_id: string | null }[] = await tx.query('SELECT deletion_id FROM customer_contacts WHERE contact_id = ? ORDER BY deletion_id DESC LIMIT 1', [id]);
  if (rows.length === 0) {
    const gone: { affectedRows: number } = await tx.query('DELETE FROM contacts WHERE id = ? AND deleted_at IS NOT NULL', [id]);
    // What opens a login names its person without a foreign key, since persons are of two kinds.
    if (gone.affectedRows > 0) for (const table of KEYS_OF_A_LOGIN) await tx.query(`DELETE FROM ${table} WHERE principal_kind = 'contact' AND principal_id = ?`, [id]);
  }
  else if (rows[0].deletion_id !== null) await tx.query('UPDATE contacts SET deletion_id = ? WHERE id = ? AND deleted_at IS NOT NULL', [rows[0].deletion_id, id]);
}
