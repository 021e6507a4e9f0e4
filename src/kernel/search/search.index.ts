import type { DataSource, EntityManager } from 'typeorm';
import { eachRow, searchDocument, suffixesOf, type RowSink, type SearchTexts } from './terms';

/**
 * One index is five tables with a common prefix; the kernel does not know what their subjects are.
 * `texts` the document of each subject · `words` its words · `suffixes` the places inside each word ·
 * `codes` all with digits in it, and whole numbers and addresses · `pending` subjects to be indexed by the catching-up job.
 */
export interface SearchTables {
  texts: string;
  words: string;
  suffixes: string;
  codes: string;
  pending: string;
}

/** @param name e.g. `customer_search`; a constant of the module, never typed text */
export function searchTables(name: string): SearchTables {
  if (!/^[a-z_]{1,40}$/.test(name)) throw new Error(`Not a name for a search index: ${name}`);
  return { texts: `${name}_texts`, words: `${name}_words`, suffixes: `${name}_suffixes`, codes: `${name}_codes`, pending: `${name}_pending` };
}

const COMMA = 44;
/** Rows in one statement; more gains nothing. */
const CHUNK = 2000;
/** Words remembered as stored; some 15 MB. */
const KNOWN_LIMIT = 100_000;
/** Subjects in one transaction: the more, the nearer are the rows to each other in the index; 2,000 cost a quarter more, 20,000 much memory. */
const BATCH = 5000;
/** Batches under way at once: while one is prepared the database writes the other. */
const PARALLEL = 2;

interface Change {
  id: string;
  before: string | null;
  after: string | null;
}

interface Affected {
  affectedRows: number;
}

/**
 * Writes the difference between what the index holds of a subject and what it should hold, in the transaction of the cause.
 * The caller holds the lock on the subject's own row (it has just changed it), so nobody else is indexing the same subject.
 * @param texts all texts of the subject as they are now; null takes it out (trash, deletion, merge)
 */
export async function updateIndex(tx: EntityManager, tables: SearchTables, id: string, texts: SearchTexts | null): Promise<void> {
  requireId(id);
  const after = texts === null ? null : searchDocument(texts);
  // Inserting first tells a new subject from a known one without a gap lock that would stand in the way of other new ones.
  if (after !== null) {
    const inserted: Affected = await tx.query(`INSERT IGNORE INTO ${tables.texts} (subject_id, body) VALUES (?, ?)`, [id, after]);
    if (inserted.affectedRows === 1) {
      await writeRows(tx, tables, [{ id, before: null, after }], null);
      return;
    }
  }
  const [known]: { body: string }[] = await tx.query(`SELECT CONVERT(body USING utf8mb4) AS body FROM ${tables.texts} WHERE subject_id = ? FOR UPDATE`, [id]);
  const before = known?.body ?? null;
  if (before === after) return;
  if (after === null) await tx.query(`DELETE FROM ${tables.texts} WHERE subject_id = ?`, [id]);
  else await tx.query(`UPDATE ${tables.texts} SET body = ? WHERE subject_id = ?`, [after, id]);
  await writeRows(tx, tables, [{ id, before, after }], null);
}

/** Asked for the texts of many subjects at once; subjects that are gone or in the trash are missing from the answer. */
export type TextsLoader = (tx: EntityManager, ids: readonly string[]) => Promise<Map<string, SearchTexts>>;

/** Ids stand in statements as numbers, so nothing else may pass. */
function requireId(id: string): void {
  if (!/^[0-9]{1,19}$/.test(id)) throw new Error('The id of a subject is a number');
}

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
      return await dataSource.transaction('READ COMMITTED', (tx) => indexBatch(tx, tables, ids, load, known, dataSource.manager));
    } catch (error) {
      if (attempt >= 5 || !(error instanceof Overtaken || isDeadlock(error))) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  const errno = (error as { errno?: number }).errno;
  return errno === 1213 || errno === 1205;
}

async function indexBatch(
  tx: EntityManager,
  tables: SearchTables,
  ids: readonly string[],
  load: TextsLoader,
  known: Set<string>,
  outside: EntityManager,
): Promise<number> {
  const stored: { id: string; body: string }[] = await tx.query(`SELECT subject_id AS id, CONVERT(body USING utf8mb4) AS body FROM ${tables.texts} WHERE subject_id IN (?) FOR UPDATE`, [ids]);
  const bodies = new Map(stored.map((row) => [String(row.id), row.body]));
  const texts = await load(tx, ids);
  const changes: Change[] = [];
  for (const id of ids) {
    requireId(id);
    const now = texts.get(id);
    const before = bodies.get(id) ?? null;
    const after = now === undefined ? null : searchDocument(now);
    if (before !== after) changes.push({ id, before, after });
  }

  const fresh = changes.filter((change) => change.before === null).map((change) => [change.id, change.after as string]);
  let inserted = 0;
  for (let at = 0; at < fresh.length; at += CHUNK) {
    const rows = fresh.slice(at, at + CHUNK).map(([id, body]) => `(${id},${sqlText(body as string)})`);
    const result: Affected = await tx.query(`INSERT IGNORE INTO ${tables.texts} (subject_id, body) VALUES ${rows.join(',')}`);
    inserted += result.affectedRows;
  }
  if (inserted < fresh.length) throw new Overtaken();
  const gone = changes.filter((change) => change.after === null).map((change) => change.id);
  if (gone.length > 0) await tx.query(`DELETE FROM ${tables.texts} WHERE subject_id IN (?)`, [gone]);
  const edited = changes.filter((change) => change.before !== null && change.after !== null).map((change) => [change.id, change.after as string]);
  await insertChunks(tx, `INSERT INTO ${tables.texts} (subject_id, body) VALUES ? ON DUPLICATE KEY UPDATE body = VALUES(body)`, edited);

  await writeRows(tx, tables, changes, { known, outside });
  await tx.query(`DELETE FROM ${tables.pending} WHERE subject_id IN (?)`, [ids]);
  return changes.length;
}

/** Puts subjects on the waiting list of the catching-up job, in the transaction that stores them. */
export async function indexLater(tx: EntityManager, tables: SearchTables, ids: readonly string[]): Promise<void> {
  await insertChunks(
    tx,
    `INSERT IGNORE INTO ${tables.pending} (subject_id) VALUES ?`,
    ids.map((id) => [id]),
  );
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
      changed += await indexMany(dataSource, tables, batch, load, known);
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

/**
 * Deletes and inserts the rows in which the documents differ. Rows are carried as the text they have in the statement,
 * `('word',17)`: sorted as text they stand in the order of the key, and a million of them cost little to join.
 */
async function writeRows(tx: EntityManager, tables: SearchTables, changes: readonly Change[], bulk: { known: Set<string>; outside: EntityManager } | null): Promise<void> {
  const added = new Rows();
  const removed = new Rows();
  for (const { id, before, after } of changes) {
    if (before === null) added.add(after as string, id);
    else {
      const old = new Rows();
      const now = new Rows();
      old.add(before, id);
      if (after !== null) now.add(after, id);
      added.addMissing(now, old);
      removed.addMissing(old, now);
    }
  }
  const words = [...added.wordSet];
  if (bulk) {
    // Outside the transaction and at once durable: a suffix without a word harms nobody, a known word without suffixes would not be found.
    await addSuffixes(bulk.outside, tables, words.filter((word) => !bulk.known.has(word)));
    if (bulk.known.size > KNOWN_LIMIT) bulk.known.clear();
    for (const word of words) bulk.known.add(word);
  } else {
    await addSuffixes(tx, tables, words);
  }
  await inChunks(removed.words, (rows) => tx.query(`DELETE FROM ${tables.words} WHERE (w, subject_id) IN (${rows})`));
  await inChunks(removed.codes, (rows) => tx.query(`DELETE FROM ${tables.codes} WHERE (kind, s, prev, subject_id) IN (${rows})`));
  await inChunks(added.words, (rows) => tx.query(`INSERT IGNORE INTO ${tables.words} (w, subject_id) VALUES ${rows}`));
  await inChunks(added.codes, (rows) => tx.query(`INSERT IGNORE INTO ${tables.codes} (kind, s, prev, subject_id) VALUES ${rows}`));
}

/** Rows of words and codes, as they stand in a statement. */
class Rows implements RowSink {
  readonly words: string[] = [];
  readonly codes: string[] = [];
  readonly wordSet = new Set<string>();
  private id = '';

  add(document: string, id: string): void {
    this.id = id;
    eachRow(document, this);
  }

  word(word: string): void {
    this.wordSet.add(word);
    this.words.push(`(${sqlText(word)},${this.id})`);
  }

  code(kind: number, s: string, prev: string): void {
    this.codes.push(`(${kind},${sqlText(s)},${sqlText(prev)},${this.id})`);
  }

  /** Takes over what is in `some` and not in `others`. */
  addMissing(some: Rows, others: Rows): void {
    const words = new Set(others.words);
    const codes = new Set(others.codes);
    for (const row of some.words) if (!words.has(row)) this.words.push(row);
    for (const row of some.codes) if (!codes.has(row)) this.codes.push(row);
    for (const word of some.wordSet) if (!others.wordSet.has(word)) this.wordSet.add(word);
  }
}

// Nothing that ends a literal or begins an escape, whatever the server's SQL mode.
const HARMLESS = /^[\p{L}\p{N}\p{M}@._~+# -]*$/u;
const HARMLESS_ASCII = /^[a-z0-9@._~+# -]*$/;

/** A text as an SQL literal: quoted where nothing in it could be mistaken, otherwise in hexadecimal. */
function sqlText(text: string): string {
  return HARMLESS_ASCII.test(text) || HARMLESS.test(text) ? `'${text}'` : `_utf8mb4 0x${Buffer.from(text).toString('hex')}`;
}

/** Makes new words findable from inside. Words are never taken out again, so a word that has suffixes has all of them. */
async function addSuffixes(manager: EntityManager, tables: SearchTables, words: readonly string[]): Promise<void> {
  const long = words.map((word) => ({ word, suffixes: suffixesOf(word) })).filter(({ suffixes }) => suffixes.length > 0);
  const stored = new Set<string>();
  for (let at = 0; at < long.length; at += CHUNK) {
    const pairs = long.slice(at, at + CHUNK).map(({ word, suffixes }) => [suffixes[0], word]);
    const present: { w: string }[] = await manager.query(`SELECT CONVERT(w USING utf8mb4) AS w FROM ${tables.suffixes} WHERE (s, w) IN (?)`, [pairs]);
    for (const row of present) stored.add(row.w);
  }
  const rows = long.flatMap(({ word, suffixes }) => (stored.has(word) ? [] : suffixes.map((s) => `(${sqlText(s)},${sqlText(word)})`)));
  await inChunks(rows, (part) => manager.query(`INSERT IGNORE INTO ${tables.suffixes} (s, w) VALUES ${part}`));
}

/**
 * Hands the rows on in the order of their table and in parts of a statement's size. Those of one first letter are sorted when
 * they are needed: sorting all at once would stop everything else for a tenth of a second.
 */
async function inChunks(rows: readonly string[], run: (rows: string) => Promise<unknown>): Promise<void> {
  const initials = new Map<number, string[]>();
  for (const row of rows) {
    // `('w…` of a word, `(0,'s…` of a code.
    const initial = row.charCodeAt(1) * 0x10000 + row.charCodeAt(row.charCodeAt(2) === COMMA ? 4 : 2);
    const group = initials.get(initial);
    if (group) group.push(row);
    else initials.set(initial, [row]);
  }
  let waiting: string[] = [];
  for (const initial of [...initials.keys()].sort((a, b) => a - b)) {
    waiting = waiting.concat((initials.get(initial) as string[]).sort());
    initials.delete(initial);
    let at = 0;
    for (; waiting.length - at >= CHUNK; at += CHUNK) await run(waiting.slice(at, at + CHUNK).join(','));
    waiting = waiting.slice(at);
  }
  if (waiting.length > 0) await run(waiting.join(','));
}

async function insertChunks(manager: EntityManager, sql: string, rows: readonly (readonly unknown[])[]): Promise<number> {
  let inserted = 0;
  for (let at = 0; at < rows.length; at += CHUNK) {
    const result: Affected = await manager.query(sql, [rows.slice(at, at + CHUNK)]);
    inserted += result.affectedRows;
  }
  return inserted;
}
