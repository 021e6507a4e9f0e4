import { CsvRefused } from './csv-refused';

/** Something wrong with one row; `key` is a text under `csv.row`. */
export interface CsvRowProblem {
  key: string;
  params?: Record<string, string | number>;
}

export interface CsvRecord {
  /** The line the record begins in, as a text editor counts: from 1, every line end counts, quoted ones too. */
  line: number;
  cells: string[];
  /** The record as it stands in the file, without its line end. */
  raw: string;
  problem?: CsvRowProblem;
}

export interface CsvLimits {
  maxColumns: number;
  /** In characters. */
  maxRecord: number;
}

export const CSV_LIMITS: CsvLimits = { maxColumns: 500, maxRecord: 1_000_000 };

const QUOTE = 34;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** Nothing in the text yet says where the record ends. */
const INCOMPLETE = -1;

/**
 * A push parser for RFC 4180 and what people make of it: LF, CRLF and CR in one file, spaces around quoted
 * cells, quotes that were not doubled. Hand-written because a clerk needs the line of every record, a bad
 * quote must cost one row and not the file, and lines without quotes can be split at native speed.
 *
 * - A quote inside a quoted cell that is not doubled is taken literally when the cell closes in that line;
 *   otherwise the row has a problem and reading goes on with the next line.
 * - A quote that is never closed refuses the file with the line it was opened in.
 * - Blank lines are skipped, and counted.
 */
export class CsvParser {
  private rest = '';
  private nextLine: number;
  /** After a row with bad quotes, rows with odd quotes are its debris, not inch signs. */
  private recovering = false;

  // where the record under work ended, set by readQuotedRecord
  private end = 0;
  private lines = 0;

  constructor(
    private readonly delimiter: string,
    private readonly limits: CsvLimits = CSV_LIMITS,
    firstLine = 1,
  ) {
    this.nextLine = firstLine;
  }

  /**
   * @param text the next piece of the file
   * @param final no more will come
   * @throws CsvRefused
   */
  push(text: string, final: boolean): CsvRecord[] {
    const s = this.rest === '' ? text : this.rest + text;
    const nul = s.indexOf('\0');
    if (nul >= 0) throw new CsvRefused('not_text', { line: this.nextLine + countLines(s, 0, nul) });

    const records: CsvRecord[] = [];
    const none = s.length;
    let quote = find(s, '"', 0);
    let lf = find(s, '\n', 0);
    let cr = find(s, '\r', 0);
    let pos = 0;
    while (pos < s.length) {
      if (quote < pos) quote = find(s, '"', pos);
      if (lf < pos) lf = find(s, '\n', pos);
      if (cr < pos) cr = find(s, '\r', pos);
      const eol = lf < cr ? lf : cr;

      if (quote < eol) {
        const record = this.readQuotedRecord(s, pos, final);
        if (record === null) break;
        this.keep(records, record);
        pos = this.end;
        this.nextLine += this.lines;
        continue;
      }
      // A CR at the very end may be half of a CRLF.
      if (!final && (eol === none || (eol === cr && eol === none - 1))) break;
      const raw = s.slice(pos, eol);
      this.keep(records, { line: this.nextLine, cells: raw.split(this.delimiter), raw });
      this.recovering = false;
      pos = eol + (eol === cr && lf === cr + 1 ? 2 : 1);
      this.nextLine++;
    }
    this.rest = pos >= s.length ? '' : s.slice(pos);
    if (this.rest.length > this.limits.maxRecord) this.refuseLong(this.nextLine);
    return records;
  }

  private keep(records: CsvRecord[], record: CsvRecord): void {
    if (record.raw.length > this.limits.maxRecord) this.refuseLong(record.line);
    const { cells } = record;
    if (cells.length > this.limits.maxColumns) {
      throw new CsvRefused('too_many_columns', { line: record.line, max: this.limits.maxColumns });
    }
    // A blank line, or one of only delimiters as spreadsheets append them.
    if (record.raw.length === cells.length - 1 || record.raw.trim() === '') return;
    records.push(record);
  }

  private refuseLong(line: number): never {
    throw new CsvRefused('record_too_long', { line, max: this.limits.maxRecord });
  }

  /** One record that has a quote somewhere in its first line; null when the text ends before it does. */
  private readQuotedRecord(s: string, from: number, final: boolean): CsvRecord | null {
    const line = this.nextLine;
    const delimiter = this.delimiter.charCodeAt(0);
    const cells: string[] = [];
    let oddQuotes = false;
    this.lines = 0;
    let pos = from;
    for (;;) {
      const start = skipBlanks(s, pos, delimiter);
      if (start >= s.length && !final) return null;
      if (s.charCodeAt(start) === QUOTE) {
        const cell = this.readQuotedCell(s, start, delimiter, final);
        if (cell === null) return null;
        if (cell === 'bad') return this.badRecord(s, from, final);
        if (cell.stray) oddQuotes = true;
        cells.push(cell.value);
        pos = cell.end;
      } else {
        let end = pos;
        for (; end < s.length; end++) {
          const c = s.charCodeAt(end);
          if (c === delimiter || c === LF || c === CR) break;
          if (c === QUOTE) oddQuotes = true;
        }
        cells.push(s.slice(pos, end));
        pos = end;
      }
      if (pos >= s.length) {
        if (!final) return null;
        break;
      }
      if (s.charCodeAt(pos) !== delimiter) break;
      pos++;
      if (cells.length > this.limits.maxColumns) break;
    }
    const after = afterLineEnd(s, pos, final);
    if (after === INCOMPLETE) return null;
    if (this.recovering && oddQuotes) return this.badRecord(s, from, final);
    this.recovering = false;
    this.end = after;
    if (pos < s.length) this.lines++;
    return { line, cells, raw: s.slice(from, pos) };
  }

  /**
   * @returns the cell and where it ends (at a delimiter, a line end or the end); 'bad' when its quotes cannot
   *   be understood; null when more text is needed. Adds the line ends in it to `this.lines`.
   */
  private readQuotedCell(
    s: string,
    opening: number,
    delimiter: number,
    final: boolean,
  ): { value: string; end: number; stray: boolean } | 'bad' | null {
    const openedIn = this.nextLine + this.lines;
    let value = '';
    let stray = false;
    let start = opening + 1;
    let at = start;
    for (;;) {
      const quote = s.indexOf('"', at);
      const stop = quote < 0 ? s.length : quote;
      const crossed = countLines(s, at, stop);
      if (crossed > 0 && stray) return 'bad';
      if (quote < 0) {
        if (stray && final) return 'bad';
        if (!final) {
          // Too long to be a cell: the quote was most likely never closed, so name its line.
          if (s.length - opening > this.limits.maxRecord) {
            throw new CsvRefused('record_too_long', { line: openedIn, max: this.limits.maxRecord });
          }
          return null;
        }
        throw new CsvRefused('open_quote', { line: openedIn });
      }
      this.lines += crossed;
      if (quote + 1 >= s.length && !final) return null;
      if (s.charCodeAt(quote + 1) === QUOTE) {
        value += s.slice(start, quote + 1);
        start = at = quote + 2;
        continue;
      }
      const end = skipBlanks(s, quote + 1, delimiter);
      if (end >= s.length && !final) return null;
      const c = s.charCodeAt(end);
      if (end >= s.length || c === delimiter || c === LF || c === CR) {
        return { value: value + s.slice(start, quote), end, stray };
      }
      // Text after a closing quote, lines below the opening one: this "closing" quote opens another cell,
      // so the first was never closed and every row since has been swallowed.
      if (this.nextLine + this.lines > openedIn) throw new CsvRefused('open_quote', { line: openedIn });
      stray = true;
      at = quote + 1;
    }
  }

  /** Gives up on the record that begins at `from`: it ends with its last line so far. */
  private badRecord(s: string, from: number, final: boolean): CsvRecord | null {
    // The lines of earlier cells of this record belong to it; go on after the next line end.
    const line = this.nextLine;
    let end = from;
    for (let left = this.lines; ; end = afterLineEnd(s, end, true)) {
      while (end < s.length && s.charCodeAt(end) !== LF && s.charCodeAt(end) !== CR) end++;
      if (left-- <= 0 || end >= s.length) break;
    }
    if (end >= s.length && !final) return null;
    const after = afterLineEnd(s, end, final);
    if (after === INCOMPLETE) return null;
    if (end < s.length) this.lines++;
    this.end = after;
    this.recovering = true;
    const raw = s.slice(from, end);
    return { line, cells: raw.split(this.delimiter), raw, problem: { key: 'csv.row.stray_quote' } };
  }
}

function find(s: string, what: string, from: number): number {
  const at = s.indexOf(what, from);
  return at < 0 ? s.length : at;
}

function skipBlanks(s: string, from: number, delimiter: number): number {
  let at = from;
  for (; at < s.length; at++) {
    const c = s.charCodeAt(at);
    if (c !== SPACE && (c !== TAB || delimiter === TAB)) break;
  }
  return at;
}

/** The position after the line end at `at`; INCOMPLETE when a CR stands last and its LF may follow. */
function afterLineEnd(s: string, at: number, final: boolean): number {
  if (at >= s.length) return s.length;
  if (s.charCodeAt(at) !== CR) return at + 1;
  if (at + 1 >= s.length && !final) return INCOMPLETE;
  return s.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

/** Line ends in s[from, to): CRLF, LF and CR count one each. */
export function countLines(s: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const c = s.charCodeAt(at);
    if (c === LF || (c === CR && s.charCodeAt(at + 1) !== LF)) lines++;
  }
  return lines;
}
