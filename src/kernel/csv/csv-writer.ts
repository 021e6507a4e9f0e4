export type CsvCell = string | number | boolean | Date | null | undefined;

/** UTF-8 byte order mark: without it Excel reads the file in the country's old encoding. */
const BOM = '\ufeff';
const LINE_END = '\r\n';
const CHUNK_CHARS = 64 * 1024;

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
 * One line of CSV with its line end. Dates are written as ISO 8601 in UTC, booleans as 1 and 0.
 * @param delimiter one character
 */
export function csvLine(cells: readonly CsvCell[], delimiter = ','): string {
  let line = '';
  for (let i = 0; i < cells.length; i++) {
    if (i > 0) line += delimiter;
    const cell = cells[i];
    if (typeof cell === 'string') line += quoted(guard(cell), delimiter);
    else if (typeof cell === 'number') line += quoted(String(cell), delimiter);
    else if (typeof cell === 'boolean') line += cell ? '1' : '0';
    else if (cell instanceof Date) line += cell.toISOString();
  }
  return line + LINE_END;
}

/** Quotes where RFC 4180 needs it, and around blanks at the edges, which readers like to trim. */
function quoted(cell: string, delimiter: string): string {
  if (cell === '') return cell;
  const text = cell.includes('\0') ? cell.replaceAll('\0', '') : cell;
  if (!needsQuotes(text, delimiter.charCodeAt(0))) return text;
  return `"${text.replaceAll('"', '""')}"`;
}

function needsQuotes(text: string, delimiter: number): boolean {
  const last = text.length - 1;
  if (text.charCodeAt(0) <= 32 || text.charCodeAt(last) <= 32) return true;
  for (let i = 0; i <= last; i++) {
    const c = text.charCodeAt(i);
    if (c === delimiter || c === 34 || c === 10 || c === 13) return true;
  }
  return false;
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
    for (const row of batch) {
      chunk += csvLine(row, delimiter);
      if (chunk.length > CHUNK_CHARS) {
        yield chunk;
        chunk = '';
      }
    }
  }
  if (chunk !== '') yield chunk;
}
