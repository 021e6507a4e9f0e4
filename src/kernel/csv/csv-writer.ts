import { stringify } from 'csv-stringify/sync';

export type CsvCell = string | number | boolean | Date | null | undefined;

/** UTF-8 byte order mark: without it Excel reads the file in the country's old encoding. */
const BOM = '\ufeff';
const LINE_END = '\r\n';
const CHUNK_CHARS = 64 * 1024;
/** Blanks at the edges; what else needs quotes the package knows. */
const QUOTED = /[\r\n]|^[\0-\x20\s]|[\0-\x20\s]$/;
/** Ends a record on its way through the package: no cell has it, since texts lose theirs. */
const RECORD_END = '\0';
const SPECIAL: Readonly<Record<string, RegExp>> = { ',': /[",\r\n]/, ';': /[";\r\n]/, '\t': /["\t\r\n]/, '|': /["|\r\n]/ };

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
 * RFC 4180 needs it, and around blanks at the edges, which readers like to trim. Only cells that may need quotes go
 * through the package, which takes more than half of an export when it is given all of them.
 * @param delimiter one of , ; | and tab
 */
export function csvLines(rows: readonly (readonly CsvCell[])[], delimiter = ','): string {
  const special = SPECIAL[delimiter];
  if (!special) throw new Error(`no delimiter: ${delimiter}`);
  const lines: string[][] = [];
  const doubtful: string[] = [];
  const places: [line: number, column: number][] = [];
  for (const row of rows) {
    const line: string[] = new Array(row.length);
    for (let column = 0; column < row.length; column += 1) {
      const text = textOf(row[column]);
      line[column] = text;
      if (text === '' || (inside(text.charCodeAt(0)) && inside(text.charCodeAt(text.length - 1)) && !special.test(text))) continue;
      doubtful.push(text);
      places.push([lines.length, column]);
    }
    lines.push(line);
  }
  const quoted = quote(doubtful, delimiter);
  for (const [index, [line, column]] of places.entries()) lines[line][column] = quoted[index];
  let text = '';
  for (const line of lines) text += line.join(delimiter) + LINE_END;
  return text;
}

/** A letter, digit or sign of ASCII, surely no blank. */
function inside(code: number): boolean {
  return code > 32 && code < 127;
}

function textOf(cell: CsvCell): string {
  if (typeof cell === 'string') return guard(cell.includes('\0') ? cell.replaceAll('\0', '') : cell);
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

/** Each text as a cell of its own, in quotes where it needs them. */
function quote(texts: readonly string[], delimiter: string): string[] {
  if (texts.length === 0) return [];
  return stringify(texts.map((text) => [text]), { delimiter, record_delimiter: RECORD_END, quoted_match: QUOTED }).split(RECORD_END);
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
