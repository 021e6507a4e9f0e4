import { setImmediate as breathe } from 'node:timers/promises';
import { parse as parseStream, type Options } from 'csv-parse';
import { parse } from 'csv-parse/sync';
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

interface Parsed {
  record: string[];
  /** `bytes`: of the text up to the end of the record. */
  info: { bytes: number };
}

/** LF, CRLF and CR in one file; quotes that are not doubled are left to `Keeper`. */
function options(delimiter: string, limits: CsvLimits): Options {
  return {
    delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_quotes: true, relax_column_count: true, ltrim: true, skip_empty_lines: true, info: true,
    max_record_size: limits.maxRecord,
  };
}

/**
 * The records of a text that is at hand, at most `most` of them.
 * @param whole false: the text goes on after its end, so its last record is left out
 * @throws CsvRefused
 */
export function parseText(text: string, delimiter: string, { whole = true, most = Infinity, limits = CSV_LIMITS } = {}): CsvRecord[] {
  const keeper = new Keeper(delimiter, limits);
  const parsed: Parsed[] = [];
  let failure: unknown = null;
  const bytes = keeper.feed(text);
  try {
    // `on_record` sees what came before a failure, which the function itself does not return.
    parse(bytes, { ...options(delimiter, limits), ...(most < Infinity && { to: most * 2 }), on_record: (record: unknown) => void parsed.push(record as Parsed) });
  } catch (error) {
    failure = error;
  }
  if (!whole && failure === null && parsed.at(-1)?.info.bytes === bytes.length) parsed.pop();
  const kept: CsvRecord[] = [];
  for (const one of parsed) if (kept.length < most) keeper.keep(kept, one);
  if (failure !== null && kept.length < most && (whole || codeOf(failure) !== OPEN_QUOTE)) throw keeper.refusal(failure);
  return kept;
}

/**
 * The records of a file that comes in pieces, in the batches in which they become known.
 * @throws CsvRefused
 */
export async function* parsePieces(pieces: AsyncIterable<string>, delimiter: string, limits: CsvLimits = CSV_LIMITS): AsyncGenerator<CsvRecord[]> {
  const keeper = new Keeper(delimiter, limits);
  const parser = parseStream(options(delimiter, limits));
  let failure: unknown = null;
  const failed = new Promise<void>((resolve) => {
    parser.on('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const drained = (): CsvRecord[] => {
    const kept: CsvRecord[] = [];
    for (let parsed = parser.read() as Parsed | null; parsed !== null; parsed = parser.read() as Parsed | null) keeper.keep(kept, parsed);
    return kept;
  };
  const until = async (act: (done: () => void) => void): Promise<CsvRecord[]> => {
    let over = false;
    const done = new Promise<void>((resolve) => act(() => resolve()));
    void Promise.race([done, failed]).then(() => (over = true));
    const kept = drained();
    // What was read makes room for the rest of the piece.
    while (!over) {
      await Promise.race([done, failed, breathe()]);
      kept.push(...drained());
    }
    return kept;
  };
  try {
    for await (const piece of pieces) {
      const bytes = keeper.feed(piece);
      yield await until((done) => void parser.write(bytes, done));
      if (failure) throw keeper.refusal(failure);
      keeper.skipBlankLines();
    }
    yield await until((done) => {
      parser.once('end', done);
      parser.end();
    });
    if (failure) throw keeper.refusal(failure);
  } finally {
    parser.destroy();
  }
}

const OPEN_QUOTE = 'CSV_QUOTE_NOT_CLOSED';
const LF = 10;
const CR = 13;

/**
 * What a clerk needs beyond records: the line of each one, which row has bad quotes, and which line opened a quote that
 * is never closed (docs/decisions/csv.md).
 */
class Keeper {
  private nextLine = 1;
  /** The text from the end of the last record on, and how much of the text lies before it. */
  private pending: Buffer = Buffer.alloc(0);
  private before = 0;
  /** After a row with bad quotes, rows with odd quotes are its debris, not inch signs. */
  private recovering = false;

  constructor(
    private readonly delimiter: string,
    private readonly limits: CsvLimits,
  ) {}

  /** Remembers the next piece. @returns its bytes, for the parser. */
  feed(text: string): Buffer {
    const nul = text.indexOf('\0');
    if (nul >= 0) throw new CsvRefused('not_text', { line: this.nextLine + countLines(this.pending.toString() + text.slice(0, nul)) });
    const bytes = Buffer.from(text);
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    return bytes;
  }

  /** Adds the record to `kept` unless it is blank: one of only delimiters, as spreadsheets append them. */
  keep(kept: CsvRecord[], { record: cells, info }: Parsed): void {
    this.skipBlankLines();
    const text = this.pending.toString('utf8', 0, info.bytes - this.before);
    this.pending = this.pending.subarray(info.bytes - this.before);
    this.before = info.bytes;
    const line = this.nextLine;
    this.nextLine += countLines(text);
    const raw = text.replace(/(?:\r\n|\r|\n)$/, '');
    if (cells.length > this.limits.maxColumns) throw new CsvRefused('too_many_columns', { line, max: this.limits.maxColumns });
    if (raw.length === cells.length - 1 || raw.trim() === '') return;
    if (raw.includes('"')) return void kept.push(this.judged({ line, cells, raw }));
    this.recovering = false;
    kept.push({ line, cells, raw });
  }

  /** Line ends where a record may begin are blank lines: counted and let go. */
  skipBlankLines(): void {
    let at = 0;
    for (; at < this.pending.length; at++) {
      const byte = this.pending[at];
      if (byte !== LF && byte !== CR) break;
      // Half of a CRLF is left for its other half.
      if (byte === CR && at + 1 === this.pending.length) break;
      if (byte === LF || this.pending[at + 1] !== LF) this.nextLine++;
    }
    this.pending = this.pending.subarray(at);
    this.before += at;
  }

  /** What ended the parsing, as a refusal of the file. */
  refusal(error: unknown): unknown {
    this.skipBlankLines();
    const code = codeOf(error);
    if (code === OPEN_QUOTE) return new CsvRefused('open_quote', { line: this.nextLine + linesBeforeOpenQuote(this.pending.toString()) });
    if (code === 'CSV_MAX_RECORD_SIZE') return new CsvRefused('record_too_long', { line: this.nextLine, max: this.limits.maxRecord });
    return error;
  }

  private judged(record: CsvRecord): CsvRecord {
    const { line, cells, raw } = record;
    const odd = (raw.split('"').length - 1) % 2 === 1;
    const suspects = cells.some((cell) => cell.startsWith('"')) && !isProper(raw, this.delimiter) ? cells.filter((cell) => cell.startsWith('"')) : [];
    const open = suspects.find((cell) => /[\r\n]/.test(cell));
    // It runs over lines before its quotes stop making sense: it was never closed, and has swallowed every row since.
    if (open !== undefined) throw new CsvRefused('open_quote', { line: line + countLines(raw.slice(0, Math.max(0, raw.indexOf(open.slice(0, 50))))) });
    const closed = (cell: string): boolean => cell.length > 1 && cell.trimEnd().endsWith('"');
    if (!suspects.every(closed) || (this.recovering && odd)) {
      this.recovering = true;
      return { line, cells: raw.split(this.delimiter), raw, problem: { key: 'csv.row.stray_quote' } };
    }
    this.recovering = false;
    return suspects.length === 0 ? record : { line, cells: cells.map((cell) => (cell.startsWith('"') ? cell.trimEnd().slice(1, -1) : cell)), raw };
  }
}

/** Quotes stand only where they may, so a cell that begins with one means it. */
function isProper(raw: string, delimiter: string): boolean {
  try {
    parse(raw, { delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, ltrim: true });
    return true;
  } catch {
    return false;
  }
}

/** The library's error code; its class is another one in each of its bundles. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

/** Line ends before the quote that is still open at the end of `raw`. */
function linesBeforeOpenQuote(raw: string): number {
  let opened = 0;
  let quoting = false;
  for (let at = raw.indexOf('"'); at >= 0; at = raw.indexOf('"', at + 1)) {
    quoting = !quoting;
    if (quoting) opened = at;
  }
  return countLines(raw.slice(0, opened));
}

/** Line ends of a text: CRLF, LF and CR count one each. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === LF || (c === CR && text.charCodeAt(at + 1) !== LF)) lines++;
  }
  return lines;
}
