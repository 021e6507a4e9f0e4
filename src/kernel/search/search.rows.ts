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
  readonly words: SortedLines;
  readonly codes: SortedLines;
}

/**
 * Lines that are read in the order of their table. They are kept by their first letters and sorted only when they are needed:
 * sorting all at once would stop everything else for a tenth of a second.
 */
class SortedLines {
  private readonly initials = new Map<number, string[]>();

  add(line: string): void {
    // The first letter of a word, kind and first character of a code.
    const initial = line.charCodeAt(0) * 0x10000 + (line.charCodeAt(1) === TAB ? line.charCodeAt(2) : 0);
    const group = this.initials.get(initial);
    if (group) group.push(line);
    else this.initials.set(initial, [line]);
  }

  /** Hands them on in parts, and lets go of what is done. */
  async empty(size: number, run: (lines: readonly string[]) => Promise<unknown>): Promise<void> {
    let part: string[] = [];
    for (const initial of [...this.initials.keys()].sort((a, b) => a - b)) {
      const group = (this.initials.get(initial) as string[]).sort();
      this.initials.delete(initial);
      for (const line of group) {
        part.push(line);
        if (part.length < size) continue;
        await run(part);
        part = [];
      }
    }
    if (part.length > 0) await run(part);
  }
}

/** The rows by which the documents of some subjects change, as lines of a file: sorted as text they stand in the order of their table. */
export class IndexRows implements RowSink {
  readonly added: Lines = { words: new SortedLines(), codes: new SortedLines() };
  readonly removed: Lines = { words: new SortedLines(), codes: new SortedLines() };
  /** The words of what was added. */
  readonly words = new Set<string>();
  private id = '';

  /** @param before and after: documents; null where there is none */
  change(id: string, before: string | null, after: string | null): void {
    this.id = id;
    if (before === null && after !== null) return eachRow(after, this);
    const [old, now] = [this.linesOf(before), this.linesOf(after)];
    for (const kind of ['words', 'codes'] as const) {
      for (const line of now[kind]) if (!old[kind].has(line)) this.added[kind].add(line);
      for (const line of old[kind]) if (!now[kind].has(line)) this.removed[kind].add(line);
    }
    for (const line of now.words) if (!old.words.has(line)) this.words.add(line.slice(0, line.indexOf('\t')));
  }

  word(word: string): void {
    this.words.add(word);
    this.added.words.add(wordLine(word, this.id));
  }

  code(kind: number, s: string, prev: string): void {
    this.added.codes.add(codeLine(kind, s, prev, this.id));
  }

  private linesOf(document: string | null): { words: Set<string>; codes: Set<string> } {
    const words = new Set<string>();
    const codes = new Set<string>();
    const { id } = this;
    if (document !== null) eachRow(document, { word: (word) => void words.add(wordLine(word, id)), code: (kind, s, prev) => void codes.add(codeLine(kind, s, prev, id)) });
    return { words, codes };
  }
}

function wordLine(word: string, id: string): string {
  return `${word}\t${id}`;
}

function codeLine(kind: number, s: string, prev: string, id: string): string {
  return `${kind}\t${escapedCell(s)}\t${prev}\t${id}`;
}

/** Deletes and inserts rows of words and codes, in the order of their tables. */
export async function storeRows(tx: EntityManager, tables: SearchTables, { added, removed }: IndexRows): Promise<void> {
  await removed.words.empty(CHUNK, (lines) => tx.query(`DELETE FROM ${tables.words} WHERE (w, subject_id) IN (?)`, [lines.map(keyOf)]));
  await removed.codes.empty(CHUNK, (lines) => tx.query(`DELETE FROM ${tables.codes} WHERE (kind, s, prev, subject_id) IN (?)`, [lines.map(keyOf)]));
  await added.words.empty(LOAD, (lines) => loadLines(tx, tables.words, WORD_COLUMNS, lines, 'skipped'));
  await added.codes.empty(LOAD, (lines) => loadLines(tx, tables.codes, CODE_COLUMNS, lines, 'skipped'));
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
  const lines = new SortedLines();
  for (const { word, suffixes } of long) if (!stored.has(word)) for (const s of suffixes) lines.add(`${s}\t${word}`);
  await lines.empty(LOAD, (part) => loadLines(manager, tables.suffixes, 's, w', part, 'skipped'));
}
