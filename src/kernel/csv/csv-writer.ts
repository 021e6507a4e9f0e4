import { stringify } from 'csv-stringify/sync';

export type CsvCell = string | number | boolean | Date | null | undefined;

/** UTF-8 byte order mark: without it Excel reads the file in the country's old encoding. */
const BOM = '\ufeff';
const LINE_END = '\r\n';
const CHUNK_CHARS = 64 * 1024;
/** Line ends of any kind, and blanks at the edges. */
const QUOTED = /[\r\n]|^[\0-\x20\s]|[\0-\x20\s]$/;
const CAST = {
  string: (cell: string) => guard(cell.includes('\0') ? cell.replaceAll('\0', '') : cell),
  boolean: (cell: boolean) => (cell ? '1' : '0'),
  date: (cell: Date) => cell.toISOString(),
};

/** A cell a spreadsheet may compute, after any apostrophes and blanks (A6: also full-width, NUL, TAB, CR). */
const FORMULA = /^'*\s*[=+\-@＝＋－＠\t\r\n\0]/;
const PLAIN_NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;
const PHONE = /^\+\d{1,3} \d[\d ]*$/;

/**
 * Neutralises what a spreadsheet would take for a formula by one leading apostrophe (EXP-1). Plain numbers
 * and phones written "+CC NNN…" stay; what already begins with apostrophes and a trigger gets one more, so
 * that `unguard(guard(x)) === x` for every text.
 */
export function guard(cell: string): string {
  const first = cell.charCodeAt(0);
  // Letters, digits, quotes and most scripts: nothing to look at. NaN (empty) fails every comparison.
  if (!(first <= 32 || first === 39 || first === 43 || first === 45 || first === 61 || first === 64 || first >= 0x85)) return cell;
  if (!FORMULA.test(cell) || PLAIN_NUMBER.test(cell) || PHONE.test(cell)) return cell;
  return `'${cell}`;
}

/** Takes exactly one apostrophe off a guarded cell; everything else is as it was. */
export function unguard(cell: string): string {
  return cell.charCodeAt(0) === 39 && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/**
 * Lines of CSV with their line ends. Dates are written as ISO 8601 in UTC, booleans as 1 and 0; cells are quoted where
 * RFC 4180 needs it, and around blanks at the edges, which readers like to trim.
 * @param delimiter one character
 */
export function csvLines(rows: readonly (readonly CsvCell[])[], delimiter = ','): string {
  return stringify(rows as CsvCell[][], { delimiter, record_delimiter: LINE_END, quoted_match: QUOTED, cast: CAST });
}

/** One line. For many, `csvLines`. */
export function csvLine(cells: readonly CsvCell[], delimiter = ','): string {
  return csvLines([cells], delimiter);
}

/**
 * A whole file for `download`: byte order mark, header, rows; written piece by piece as rows arrive, the
 * first piece before the first row is asked for.
 */
export async function* csvStream(
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly CsvCell[])[]>,
  delimiter = ',',
): AsyncGenerator<string> {
  yield BOM + csvLine(header, delimiter);
  let chunk = '';
  for await (const batch of batches) {
    chunk += csvLines(batch, delimiter);
    if (chunk.length > CHUNK_CHARS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
