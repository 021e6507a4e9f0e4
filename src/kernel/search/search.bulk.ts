import type { DataSource, EntityManager } from 'typeorm';
import { lineOf, loadLines } from '../db/bulk-load';
import { IndexRows, storeRows, storeSuffixes } from './search.rows';
import type { SearchTables } from './search.tables';
import { searchDocument, type SearchTexts } from './terms';

/** Words remembered as stored; some 15 MB. */
const KNOWN_LIMIT = 100_000;
/** Subjects in one transaction: the more, the nearer are the rows to each other in the index, and the more memory they take. */
const BATCH = 5000;
/** Subjects whose texts are in memory at once. */
const SLICE = 1000;
/** Batches under way at once: while one is prepared the database writes the other. */
const PARALLEL = 2;

/** Asked for the texts of many subjects at once; subjects that are gone or in the trash are missing from the answer. */
export type TextsLoader = (tx: EntityManager, ids: readonly string[]) => Promise<Map<string, SearchTexts>>;

/** Another transaction indexed one of the subjects meanwhile; the batch is simply begun again. */
class Overtaken extends Error {}

/**
 * Brings many subjects up to date in one transaction of its own, rows sorted as the tables are: for imports and `reindex`.
 * Also takes the subjects off the waiting list. People may edit them meanwhile; the later texts win.
 * @param ids up to some thousands; in ascending order is fastest
 * @param known words whose suffixes are stored; kept by the caller from batch to batch, filled here
 * @returns how many documents changed
 */
export async function indexMany(dataSource: DataSource, tables: SearchTables, ids: readonly string[], load: TextsLoader, known = new Set<string>()): Promise<number> {
  if (ids.length === 0) return 0;
  for (let attempt = 1; ; attempt++) {
    try {
      // Read committed: texts are read as they are after the documents are locked, and there are no gap locks.
      return await dataSource.transaction('READ COMMITTED', (tx) => indexBatch(tx, tables, ids, load, { known, outside: dataSource.manager }));
    } catch (error) {
      if (attempt >= 5 || !(error instanceof Overtaken || isDeadlock(error))) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  const errno = (error as { errno?: number }).errno;
  return errno === 1213 || errno === 1205;
}

async function indexBatch(tx: EntityManager, tables: SearchTables, ids: readonly string[], load: TextsLoader, words: { known: Set<string>; outside: EntityManager }): Promise<number> {
  const rows = new IndexRows();
  let changed = 0;
  for (let at = 0; at < ids.length; at += SLICE) changed += await storeDocuments(tx, tables, ids.slice(at, at + SLICE), load, rows);
  await storeWords(tables, rows, words);
  await storeRows(tx, tables, rows);
  await tx.query(`DELETE FROM ${tables.pending} WHERE subject_id IN (?)`, [ids]);
  return changed;
}

/** Writes the documents of subjects anew, and notes in `rows` what follows from it. @returns how many changed */
async function storeDocuments(tx: EntityManager, tables: SearchTables, ids: readonly string[], load: TextsLoader, rows: IndexRows): Promise<number> {
  const stored: { id: string; body: string }[] = await tx.query(`SELECT subject_id AS id, CONVERT(body USING utf8mb4) AS body FROM ${tables.texts} WHERE subject_id IN (?) FOR UPDATE`, [ids]);
  const bodies = new Map(stored.map((row) => [String(row.id), row.body]));
  const texts = await load(tx, ids);
  const fresh: string[] = [];
  const edited: [id: string, body: string][] = [];
  const gone: string[] = [];
  for (const id of ids) {
    const now = texts.get(id);
    const before = bodies.get(id) ?? null;
    const after = now === undefined ? null : searchDocument(now);
    if (before === after) continue;
    rows.change(id, before, after);
    if (after === null) gone.push(id);
    else if (before === null) fresh.push(lineOf([id, after]));
    else edited.push([id, after]);
  }
  if ((await loadLines(tx, tables.texts, 'subject_id, body', fresh, 'skipped')) < fresh.length) throw new Overtaken();
  if (gone.length > 0) await tx.query(`DELETE FROM ${tables.texts} WHERE subject_id IN (?)`, [gone]);
  if (edited.length > 0) await tx.query(`INSERT INTO ${tables.texts} (subject_id, body) VALUES ? ON DUPLICATE KEY UPDATE body = VALUES(body)`, [edited]);
  return fresh.length + gone.length + edited.length;
}

/** Outside the transaction and at once durable: a suffix without a word harms nobody, a known word without suffixes would not be found. */
async function storeWords(tables: SearchTables, rows: IndexRows, { known, outside }: { known: Set<string>; outside: EntityManager }): Promise<void> {
  await storeSuffixes(outside, tables, [...rows.words].filter((word) => !known.has(word)));
  if (known.size > KNOWN_LIMIT) known.clear();
  for (const word of rows.words) known.add(word);
}

/**
 * One round of the catching-up job: indexes the oldest waiting subjects, some thousands in about a second.
 * To be called until it answers 0; any node may take over at any time.
 * @returns how many were waiting and are done
 */
export async function indexPending(dataSource: DataSource, tables: SearchTables, load: TextsLoader, known = new Set<string>(), limit = 2 * PARALLEL * BATCH): Promise<number> {
  const waiting: { id: string }[] = await dataSource.query(`SELECT subject_id AS id FROM ${tables.pending} ORDER BY subject_id LIMIT ?`, [limit]);
  await indexInBatches(dataSource, tables, waiting.map((row) => String(row.id)), load, known);
  return waiting.length;
}

async function indexInBatches(dataSource: DataSource, tables: SearchTables, ids: readonly string[], load: TextsLoader, known: Set<string>): Promise<number> {
  let changed = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < ids.length) {
      const batch = ids.slice(next, next + BATCH);
      next += BATCH;
      // Read first and added afterwards, the other lane's would be lost.
      const more = await indexMany(dataSource, tables, batch, load, known);
      changed += more;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return changed;
}

/**
 * Brings the whole index up to date while people work: documents that differ are written anew, those without a subject removed.
 * @param list ids of live subjects greater than `after`, ascending, at most `limit`
 * @param rebuild empties the index first, needed after the rules of `terms.ts` changed; nothing is found until it is filled again
 * @returns how many documents differed
 */
export async function reindex(
  dataSource: DataSource,
  tables: SearchTables,
  list: (after: string, limit: number) => Promise<string[]>,
  load: TextsLoader,
  rebuild = false,
): Promise<number> {
  if (rebuild) for (const table of [tables.words, tables.codes, tables.suffixes, tables.texts]) await dataSource.query(`TRUNCATE TABLE ${table}`);
  const known = new Set<string>();
  let changed = 0;
  for (let after = '0'; ; ) {
    const ids = await list(after, 4 * BATCH);
    const last = ids.at(-1);
    const stored: { id: string }[] = await dataSource.query(
      `SELECT subject_id AS id FROM ${tables.texts} WHERE subject_id > ? AND subject_id <= ? ORDER BY subject_id`,
      [after, last ?? '9223372036854775807'],
    );
    const all = [...new Set([...ids, ...stored.map((row) => String(row.id))])];
    changed += await indexInBatches(dataSource, tables, all, load, known);
    if (last === undefined) return changed;
    after = last;
  }
}
