import type { EntityManager } from 'typeorm';
import type { SignedIn } from '../../kernel/access/actor';
import type { Shared } from './customer-file';

export interface NewFile {
  readonly customerId: string;
  readonly fileId: string;
  readonly name: string;
  readonly bytes: number;
  readonly shared: Shared;
  readonly linkIds: readonly string[];
}

/** @returns the file's id. */
export async function insertFile(tx: EntityManager, by: Pick<SignedIn, 'kind' | 'id' | 'name'>, file: NewFile, now: Date): Promise<string> {
  const result: { insertId: string | number } = await tx.query(
    `INSERT INTO customer_files (customer_id, file_id, name, bytes, uploaded_by_kind, uploaded_by_id, uploaded_by_name, shared, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [file.customerId, file.fileId, file.name, file.bytes, by.kind, by.id, by.name.slice(0, 255), file.shared, now, now],
  );
  const id = String(result.insertId);
  await insertContacts(tx, file.customerId, id, file.linkIds);
  return id;
}

/** @returns false when it has another version by now. */
export async function updateFile(tx: EntityManager, id: string, version: number, file: { name: string; shared: Shared }, now: Date): Promise<boolean> {
  const result: { affectedRows: number } = await tx.query(
    'UPDATE customer_files SET name = ?, shared = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ? AND deleted_at IS NULL',
    [file.name, file.shared, now, id, version],
  );
  return result.affectedRows === 1;
}

/** Shares the file with exactly these contacts, by their links. */
export async function chooseContacts(tx: EntityManager, customerId: string, id: string, linkIds: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM customer_file_contacts WHERE customer_file_id = ?', [id]);
  await insertContacts(tx, customerId, id, linkIds);
}

export async function trashFile(tx: EntityManager, id: string, deletionId: string, now: Date): Promise<void> {
  await tx.query('UPDATE customer_files SET deleted_at = ?, deletion_id = ? WHERE id = ? AND deleted_at IS NULL', [now, deletionId, id]);
}

export async function restoreFile(tx: EntityManager, id: string): Promise<void> {
  await tx.query('UPDATE customer_files SET deleted_at = NULL, deletion_id = NULL WHERE id = ?', [id]);
}

/** The customer while `linkId` still makes the contact one of it; locked until `tx` ends. @returns false when it does not. */
export async function holdContact(tx: EntityManager, customerId: string, linkId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT c.id FROM customers c JOIN customer_contacts l ON l.customer_id = c.id
     WHERE c.id = ? AND c.deleted_at IS NULL AND l.id = ? AND l.contact_key IS NOT NULL FOR UPDATE`,
    [customerId, linkId],
  );
  return rows.length > 0;
}

async function insertContacts(tx: EntityManager, customerId: string, id: string, linkIds: readonly string[]): Promise<void> {
  if (linkIds.length === 0) return;
  const places = linkIds.map(() => '(?, ?, ?)').join(', ');
  await tx.query(`INSERT INTO customer_file_contacts (customer_file_id, link_id, customer_id) VALUES ${places}`, linkIds.flatMap((linkId) => [id, linkId, customerId]));
}
