import type { EntityManager } from 'typeorm';
import { cellsOf, escapedCell, loadLines } from '../db/bulk-load';
import type { SearchTables } from './search.tables';
import { eachRow, suffixesOf, type RowSink } from './terms';

const WORD_COLUMNS = 'w, subject_id';
const CODE_COLUMNS = 'kind, s, prev, subject_id';
/** Values in one statement; more gains nothing. */
const CHUNK = 2000;
/** Lines handed to the database at a time. */
const LOAD = 8000;
const TAB = 9;

interface Lines {
  readonly words: string[];
  readonly codes: string[];
}

/** The rows by which the documents of some subjects change, as lines of a file: sorted as text they stand in the order of their table. */
export class IndexRows implements RowSink {
  readonly added: Lines = { words: [], codes: [] };
  readonly removed: Lines = { words: [], codes: [] };
  /** The words of what was added. */
  readonly words = new Set<string>();
  private id = '';
  private into = this.added;

  /** @param before and after: documents; null where there is none */
  change(id: string, before: string | null, after: string | null): void {
    if (before === null && after !== null) return this.read(id, after, this.added);
    const old: Lines = { words: [], codes: [] };
    const now: Lines = { words: [], codes: [] };
    if (before !== null) this.read(id, before, old);
    if (after !== null) this.read(id, after, now);
    for (const kind of ['words', 'codes'] as const) {
      for (const line of missing(now[kind], old[kind])) this.added[kind].push(line);
      for (const line of missing(old[kind], now[kind])) this.removed[kind].push(line);
    }
  }

  word(word: string): void {
    this.words.add(word);
    this.into.words.push(`${word}\t${this.id}`);
  }

  code(kind: number, s: string, prev: string): void {
    this.into.codes.push(`${kind}\t${escapedCell(s)}\t${prev}\t${this.id}`);
  }

  private read(id: string, document: string, into: Lines): void {
    this.id = id;
    this.into = into;
    eachRow(document, this);
  }
}

function missing(some: readonly string[], others: readonly string[]): Iterable<string> {
  const known = new Set(others);
  return some.filter((line) => !known.has(line));
}

/** Deletes and inserts rows of words and codes, in the order of their tables. */
export async function storeRows(tx: EntityManager, tables: SearchTables, { added, removed }: IndexRows): Promise<void> {
  await inOrder(removed.words, CHUNK, (lines) => tx.query(`DELETE FROM ${tables.words} WHERE (w, subject_id) IN (?)`, [lines.map(keyOf)]));
  await inOrder(removed.codes, CHUNK, (lines) => tx.query(`DELETE FROM ${tables.codes} WHERE (kind, s, prev, subject_id) IN (?)`, [lines.map(keyOf)]));
  await inOrder(added.words, LOAD, (lines) => loadLines(tx, tables.words, WORD_COLUMNS, lines, 'skipped'));
  await inOrder(added.codes, LOAD, (lines) => loadLines(tx, tables.codes, CODE_COLUMNS, lines, 'skipped'));
}

/** The cells of a line, the last of them a number as its column is. */
function keyOf(line: string): (string | null | bigint)[] {
  const cells = cellsOf(line);
  return [...cells.slice(0, -1), BigInt(cells.at(-1) ?? '')];
}

/** Makes new words findable from inside. Words are never taken out again, so a word that has suffixes has all of them. */
export async function storeSuffixes(manager: EntityManager, tables: SearchTables, words: readonly string[]): Promise<void> {
  const long = words.map((word) => ({ word, suffixes: suffixesOf(word) })).filter(({ suffixes }) => suffixes.length > 0);
  const stored = new Set<string>();
  for (let at = 0; at < long.length; at += CHUNK) {
    const pairs = long.slice(at, at + CHUNK).map(({ word, suffixes }) => [suffixes[0], word]);
    const present: { w: string }[] = await manager.query(`SELECT CONVERT(w USING utf8mb4) AS w FROM ${tables.suffixes} WHERE (s, w) IN (?)`, [pairs]);
    for (const row of present) stored.add(row.w);
  }
  const lines = long.flatMap(({ word, suffixes }) => (stored.has(word) ? [] : suffixes.map((s) => `${s}\t${word}`)));
  await inOrder(lines, LOAD, (part) => loadLines(manager, tables.suffixes, 's, w', part, 'skipped'));
}

/**
 * Hands lines on in the order of their table and in parts. Those of one first letter are sorted when they are needed: sorting
 * all at once would stop everything else for a tenth of a second.
 */
async function inOrder(lines: readonly string[], size: number, run: (lines: readonly string[]) => Promise<unknown>): Promise<void> {
  const initials = new Map<number, string[]>();
  for (const line of lines) {
    // The first letter of a word, kind and first character of a code.
    const initial = line.charCodeAt(0) * 0x10000 + (line.charCodeAt(1) === TAB ? line.charCodeAt(2) : 0);
    const group = initials.get(initial);
    if (group) group.push(line);
    else initials.set(initial, [line]);
  }
  let waiting: string[] = [];
  for (const initial of [...initials.keys()].sort((a, b) => a - b)) {
    waiting = waiting.concat((initials.get(initial) as string[]).sort());
    initials.delete(initial);
    let at = 0;
    for (; waiting.length - at >= size; at += size) await run(waiting.slice(at, at + size));
    waiting = waiting.slice(at);
  }
  if (waiting.length > 0) await run(waiting);
}
