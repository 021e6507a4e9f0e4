import { open } from 'node:fs/promises';
import { announcedEncoding, decoderFor, EncodingWatch, type CsvEncoding } from './csv-encoding';
import { CSV_LIMITS, parsePieces, parseText, type CsvLimits, type CsvRecord } from './csv-parser';
import { CsvRefused } from './csv-refused';

export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;

/** What has to be known of a table file before its rows can be read. */
export interface CsvShape {
  encoding: CsvEncoding;
  /** Some bytes are no characters of the encoding and read as U+FFFD. */
  damaged: boolean;
  delimiter: string;
  /** Trimmed; may hold empty and equal names, columns are told apart by their place. */
  header: string[];
  headerLine: number;
  bytes: number;
  /** The first rows, at most SAMPLE_ROWS. */
  sample: CsvRecord[];
}

const SAMPLE_BYTES = 512 * 1024;
const SAMPLE_ROWS = 50;
const PIECE_BYTES = 128 * 1024;
/** Rows handed out at once: small enough to let other requests in between. */
const BATCH_ROWS = 500;

/**
 * Looks at a file on disk: is it text, in which encoding, with which delimiter, what are its columns (IMP-2).
 * The whole file is checked for its encoding (≈ 1 GB/s); only its beginning is parsed, so trouble further
 * down (an open quote) shows when the rows are read.
 */
export async function sniffCsv(path: string, limits: CsvLimits = CSV_LIMITS): Promise<CsvShape | CsvRefused> {
  try {
    const { head, bytes, encoding, damaged } = await readEncoding(path);
    const text = decoderFor(encoding).decode(head, bytes <= head.length);
    if (text.trim() === '') return new CsvRefused('empty');
    refuseMarkup(text);
    const whole = bytes <= head.length;
    const announced = separatorLine(text);
    const delimiter = announced?.delimiter ?? bestDelimiter(text, limits, whole);
    const records = parseHead(text, whole, delimiter, limits).filter((r) => r.line > (announced?.line ?? 0));
    const header = records[0];
    if (header === undefined) return new CsvRefused(whole ? 'header_only' : 'record_too_long', { line: 1, max: limits.maxRecord });
    if (header.problem) return new CsvRefused('open_quote', { line: header.line });
    const shape: CsvShape = {
      encoding,
      damaged,
      delimiter,
      header: trimmedHeader(header.cells),
      headerLine: header.line,
      bytes,
      sample: [],
    };
    shape.sample = records.slice(1, SAMPLE_ROWS + 1).map((r) => fitted(r, shape));
    if (shape.sample.length === 0 && whole) return new CsvRefused('header_only');
    return shape;
  } catch (error) {
    if (error instanceof CsvRefused) return error;
    throw error;
  }
}

/**
 * The rows under the header, in batches, with one piece of the file in memory at a time.
 * Rows with too few cells are filled up, unless only one is there; rows with a `problem` are handed out too.
 * @throws CsvRefused when the file turns out not to be readable
 */
export async function* csvBatches(
  path: string,
  shape: Pick<CsvShape, 'encoding' | 'delimiter' | 'header' | 'headerLine'>,
  limits: CsvLimits = CSV_LIMITS,
): AsyncGenerator<CsvRecord[]> {
  for await (const records of parsePieces(piecesOf(path, shape.encoding), shape.delimiter, limits)) {
    for (let at = 0; at < records.length; at += BATCH_ROWS) {
      const batch = records.slice(at, at + BATCH_ROWS).filter((r) => r.line > shape.headerLine);
      if (batch.length > 0) yield batch.map((r) => fitted(r, shape));
    }
  }
}

/** The text of a file, piece by piece. */
async function* piecesOf(path: string, encoding: CsvEncoding): AsyncGenerator<string> {
  const decoder = decoderFor(encoding);
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let final = false; !final; ) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
      final = bytesRead === 0;
      const text = decoder.decode(buffer.subarray(0, bytesRead), final);
      if (text !== '') yield text;
    }
  } finally {
    await file.close();
  }
}

/** The same rows one by one; prefer `csvBatches` where there may be many. */
export async function* readCsv(...args: Parameters<typeof csvBatches>): AsyncGenerator<CsvRecord> {
  for await (const batch of csvBatches(...args)) yield* batch;
}

async function readEncoding(
  path: string,
): Promise<{ head: Buffer; bytes: number; encoding: CsvEncoding; damaged: boolean }> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(SAMPLE_BYTES);
    const first = await file.read(buffer, 0, SAMPLE_BYTES, 0);
    const head = Buffer.from(buffer.subarray(0, first.bytesRead));
    if (head.length === 0) throw new CsvRefused('empty');
    refuseBinary(head);
    const { size: bytes } = await file.stat();
    const announced = announcedEncoding(head);
    if (announced === 'utf-16le' || announced === 'utf-16be') return { head, bytes, encoding: announced, damaged: false };

    const watch = new EncodingWatch();
    let lines = 0;
    for (let piece = head, at = 0; piece.length > 0; ) {
      const nul = piece.indexOf(0);
      if (nul >= 0) throw new CsvRefused('not_text', { line: lines + 1 + lineFeeds(piece.subarray(0, nul)) });
      lines += lineFeeds(piece);
      watch.add(piece);
      at += piece.length;
      piece = buffer.subarray(0, (await file.read(buffer, 0, SAMPLE_BYTES, at)).bytesRead);
    }
    const judged = watch.finish();
    if (announced === 'utf-8') return { head, bytes, encoding: 'utf-8', damaged: judged.encoding !== 'utf-8' || judged.damaged };
    return { head, bytes, ...judged };
  } finally {
    await file.close();
  }
}

function lineFeeds(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** Files people take for CSV because the name says so. */
function refuseBinary(head: Buffer): void {
  const starts = (...bytes: number[]): boolean => bytes.every((b, i) => head[i] === b);
  // A zip is what .xlsx and .ods are inside; D0 CF 11 E0 is the older .xls.
  if (starts(0x50, 0x4b, 3, 4) || starts(0xd0, 0xcf, 0x11, 0xe0)) throw new CsvRefused('spreadsheet');
  const known = [[0x25, 0x50, 0x44, 0x46], [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x1f, 0x8b], [0x7f, 0x45, 0x4c, 0x46]];
  if (known.some((bytes) => starts(...bytes))) throw new CsvRefused('not_text', { line: 1 });
  let odd = 0;
  const looked = Math.min(head.length, 4096);
  for (let i = 0; i < looked; i++) {
    const b = head[i] as number;
    if (b < 32 && b !== 9 && b !== 10 && b !== 12 && b !== 13 && b !== 0) odd++;
  }
  if (odd > looked / 20) throw new CsvRefused('not_text', { line: 1 });
}

function refuseMarkup(text: string): void {
  const start = text.slice(0, 500).trimStart().toLowerCase();
  if (/^<(!doctype|html|head|body|table|meta)\b/.test(start)) throw new CsvRefused('web_page');
  if (/^(<\?xml|<svg|\{\\rtf|begin:vcard)/.test(start)) throw new CsvRefused('not_text', { line: 1 });
}

/** `sep=;`, which spreadsheets write as the first line. */
function separatorLine(text: string): { delimiter: string; line: number } | null {
  const found = /^"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n|$)/i.exec(text);
  return found && found[1] !== '"' ? { delimiter: found[1] as string, line: 1 } : null;
}

function parseHead(text: string, whole: boolean, delimiter: string, limits: CsvLimits): CsvRecord[] {
  return parseText(text, delimiter, { whole, most: SAMPLE_ROWS + 60, limits });
}

/**
 * The delimiter under which the header has several columns and most rows as many; a delimiter inside
 * quotes or inside values does not win, as header and rows then disagree. Comma when nothing separates.
 */
function bestDelimiter(text: string, limits: CsvLimits, whole: boolean): string {
  // Enough lines to judge by; parsing four times what is no more than a few screens.
  const short = text.length > 65_536 ? text.slice(0, 65_536) : whole ? `${text}\n` : text;
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of CSV_DELIMITERS) {
    const [header, ...rows] = firstRecords(short, delimiter, limits);
    const columns = header?.cells.length ?? 0;
    if (columns < 2) continue;
    const agreeing = rows.filter((r) => r.cells.length === columns && !r.problem).length;
    const share = rows.length === 0 ? 0.5 : agreeing / rows.length;
    const score = share + Math.min(columns, 50) / 100;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** What can be read under a delimiter that may be wrong; at worst the first line. */
function firstRecords(text: string, delimiter: string, limits: CsvLimits): CsvRecord[] {
  try {
    return parseHead(text, false, delimiter, limits).slice(0, 100);
  } catch (error) {
    if (!(error instanceof CsvRefused)) throw error;
    const raw = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
    return [{ line: 1, cells: raw.split(delimiter), raw }];
  }
}

/** Trailing columns without a name are dropped: some programs end every line with a delimiter. */
function trimmedHeader(cells: string[]): string[] {
  const header = cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
  while (header.length > 1 && header[header.length - 1] === '') header.pop();
  return header;
}

/** Brings a row to the header's width, or says why it does not fit. */
function fitted(record: CsvRecord, shape: Pick<CsvShape, 'delimiter' | 'header'>): CsvRecord {
  const columns = shape.header.length;
  const { cells } = record;
  if (cells.length === columns || record.problem) return record;
  if (cells.length > columns) {
    for (let i = columns; i < cells.length; i++) {
      if ((cells[i] as string).trim() !== '') {
        record.problem = { key: 'csv.row.too_many_cells', params: { cells: cells.length, columns } };
        return record;
      }
    }
    cells.length = columns;
    return record;
  }
  if (cells.length === 1) {
    const other = CSV_DELIMITERS.find((d) => d !== shape.delimiter && record.raw.split(d).length === columns);
    record.problem = other
      ? { key: 'csv.row.other_delimiter', params: { found: visible(other), expected: visible(shape.delimiter) } }
      : { key: 'csv.row.too_few_cells', params: { cells: 1, columns } };
    return record;
  }
  while (cells.length < columns) cells.push('');
  return record;
}

function visible(delimiter: string): string {
  return delimiter === '\t' ? 'Tab' : delimiter;
}
