import type { EntityManager } from 'typeorm';

/** Kills every link that was sent to a person and not used: another address, the trash (A10, CON-10a). */
export async function killOpenLinks(tx: EntityManager, contactId: string): Promise<void> {
  await tx.query("DELETE FROM access_tokens WHERE principal_kind = 'contact' AND principal_id = ? AND used_at IS NULL", [contactId]);
  await tx.query('UPDATE link_invitations SET open_key = NULL WHERE open_key = ?', [contactId]);
}
