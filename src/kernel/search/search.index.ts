import type { EntityManager } from 'typeorm';
import { loadLines } from '../db/bulk-load';
import { IndexRows, storeRows, storeSuffixes } from './search.rows';
import type { SearchTables } from './search.tables';
import { searchDocument, type SearchTexts } from './terms';

interface Affected {
  affectedRows: number;
}

/**
 * Writes the difference between what the index holds of a subject and what it should hold, in the transaction of the cause.
 * The caller holds the lock on the subject's own row (it has just changed it), so nobody else is indexing the same subject.
 * @param texts all texts of the subject as they are now; null takes it out (trash, deletion, merge)
 */
export async function updateIndex(tx: EntityManager, tables: SearchTables, id: string, texts: SearchTexts | null): Promise<void> {
  const after = texts === null ? null : searchDocument(texts);
  // Inserting first tells a new subject from a known one without a gap lock that would stand in the way of other new ones.
  if (after !== null) {
    const inserted: Affected = await tx.query(`INSERT IGNORE INTO ${tables.texts} (subject_id, body) VALUES (?, ?)`, [id, after]);
    if (inserted.affectedRows === 1) {
      await store(tx, tables, id, null, after);
      return;
    }
  }
  const [known]: { body: string }[] = await tx.query(`SELECT CONVERT(body USING utf8mb4) AS body FROM ${tables.texts} WHERE subject_id = ? FOR UPDATE`, [id]);
  const before = known?.body ?? null;
  if (before === after) return;
  if (after === null) await tx.query(`DELETE FROM ${tables.texts} WHERE subject_id = ?`, [id]);
  else await tx.query(`UPDATE ${tables.texts} SET body = ? WHERE subject_id = ?`, [after, id]);
  await store(tx, tables, id, before, after);
}

async function store(tx: EntityManager, tables: SearchTables, id: string, before: string | null, after: string | null): Promise<void> {
  const rows = new IndexRows();
  rows.change(id, before, after);
  await storeSuffixes(tx, tables, [...rows.words]);
  await storeRows(tx, tables, rows);
}

/** Puts subjects on the waiting list of the catching-up job, in the transaction that stores them. */
export async function indexLater(tx: EntityManager, tables: SearchTables, ids: readonly string[]): Promise<void> {
  await loadLines(tx, tables.pending, 'subject_id', ids, 'skipped');
}
