import { Readable } from 'node:stream';
import type { PoolConnection, ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';

export type Cell = string | number | boolean | Date | null;

/** Below so many rows the question whether files are taken costs more than it saves. */
const FEWEST = 100;
/** Rows in one statement. A cluster may make a transaction of its own of every ten thousand rows of a file. */
const FILE_ROWS = 8000;
const INSERT_ROWS = 2000;
/** Rows sent at a stretch. */
const PIECE_ROWS = 1000;
const CODES: Readonly<Record<number, string>> = { 1062: 'ER_DUP_ENTRY', 1452: 'ER_NO_REFERENCED_ROW_2' };

const SPECIAL = /[\\\t\n\0]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\0': '\\0' };

/** A row as a line of a file that LOAD DATA reads: cells with tabs between them. Sorted, lines stand in the order of their table. */
export function lineOf(cells: readonly Cell[]): string {
  let line = '';
  for (let at = 0; at < cells.length; at++) line += at === 0 ? cellText(cells[at]) : `\t${cellText(cells[at])}`;
  return line;
}

/** A text as a cell of a line. */
export function escapedCell(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\0]/g, (character) => ESCAPES[character]) : text;
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return escapedCell(cell);
  if (cell === null) return '\\N';
  if (cell instanceof Date) return timeText(cell);
  return String(Number(cell));
}

let lastTime: { readonly date: Date; readonly text: string } | null = null;

/** A time as the database reads it, UTC. Rows that are written together share one, so the last is remembered. */
export function timeText(date: Date): string {
  if (lastTime?.date !== date) lastTime = { date, text: date.toISOString().replace('T', ' ').replace('Z', '') };
  return lastTime.text;
}

/** The cells of a line, as texts. */
export function cellsOf(line: string): (string | null)[] {
  return line.split('\t').map((cell) => (cell === '\\N' ? null : cell.includes('\\') ? cell.replace(/\\([\\tn0])/g, (escape) => UNESCAPED[escape]) : cell));
}

const UNESCAPED: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(ESCAPES).map(([character, escape]) => [escape, character]));

/**
 * Writes many rows in `tx`, as a file where the server takes one from its clients (`local_infile`; MySQL does not unless told to), else as
 * statements of values. A file costs the database a fifth to a quarter less, as it has no SQL to parse, and us half.
 * @param table and columns: constants of the program, never typed text
 * @param taken what becomes of a row whose key is there already
 * @returns how many rows were written
 * @throws with the driver's `code` for what a row breaks, as an INSERT does
 */
export async function loadRows(tx: EntityManager, table: string, columns: string, rows: readonly (readonly Cell[])[], taken: 'skipped' | 'refused'): Promise<number> {
  if (await takesFile(tx, rows.length)) return inParts(rows, FILE_ROWS, (part) => loadFile(tx, table, columns, part.map(lineOf), taken));
  return inParts(rows, INSERT_ROWS, (part) => insert(tx, table, columns, part, taken));
}

/** The same with rows that are lines already. */
export async function loadLines(tx: EntityManager, table: string, columns: string, lines: readonly string[], taken: 'skipped' | 'refused'): Promise<number> {
  if (await takesFile(tx, lines.length)) return inParts(lines, FILE_ROWS, (part) => loadFile(tx, table, columns, part, taken));
  return inParts(lines, INSERT_ROWS, (part) => insert(tx, table, columns, part.map(cellsOf), taken));
}

async function inParts<T>(rows: readonly T[], size: number, write: (part: readonly T[]) => Promise<number>): Promise<number> {
  let written = 0;
  for (let at = 0; at < rows.length; at += size) written += await write(rows.length <= size ? rows : rows.slice(at, at + size));
  return written;
}

async function takesFile(tx: EntityManager, rows: number): Promise<boolean> {
  if (rows < FEWEST || !tx.queryRunner) return false;
  const [server]: { files: number | string }[] = await tx.query('SELECT @@local_infile AS files');
  return Number(server.files) === 1;
}

async function insert(tx: EntityManager, table: string, columns: string, rows: readonly (readonly Cell[])[], taken: 'skipped' | 'refused'): Promise<number> {
  const result: ResultSetHeader = await tx.query(`INSERT ${taken === 'skipped' ? 'IGNORE ' : ''}INTO ${table} (${columns}) VALUES ?`, [rows]);
  return result.affectedRows;
}

async function loadFile(tx: EntityManager, table: string, columns: string, lines: readonly string[], taken: 'skipped' | 'refused'): Promise<number> {
  const connection = (await tx.queryRunner?.connect()) as PoolConnection;
  const sql = `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY 0x09 ESCAPED BY 0x5C LINES TERMINATED BY 0x0A (${columns})`;
  const result = await new Promise<ResultSetHeader>((resolve, reject) => {
    connection.query<ResultSetHeader>({ sql, infileStreamFactory: () => Readable.from(piecesOf(lines)) }, (error, header) => (error ? reject(error) : resolve(header)));
  });
  // Rows of a client's file that break a rule are left out without an error.
  if (taken === 'refused' && (result.affectedRows !== lines.length || result.warningStatus > 0)) throw await refusal(tx, table);
  return result.affectedRows;
}

function* piecesOf(lines: readonly string[]): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += PIECE_ROWS) yield Buffer.from(`${lines.slice(at, at + PIECE_ROWS).join('\n')}\n`);
}

async function refusal(tx: EntityManager, table: string): Promise<Error> {
  const [first]: { Code: number; Message: string }[] = await tx.query('SHOW WARNINGS LIMIT 1');
  const message = first?.Message ?? `Not all rows came into ${table}`;
  return Object.assign(new Error(message), { code: CODES[Number(first?.Code)] ?? 'ER_LOAD_DATA', errno: Number(first?.Code) });
}
