import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvBatches, readCsv, sniffCsv, type CsvShape } from '../../src/kernel/csv/csv-reader';
import type { CsvRecord } from '../../src/kernel/csv/csv-parser';
import { CsvRefused } from '../../src/kernel/csv/csv-refused';

const folder = mkdtempSync(join(tmpdir(), 'csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function aFile(content: string | Buffer): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  return path;
}

async function shapeOf(path: string): Promise<CsvShape> {
  const shape = await sniffCsv(path);
  if (shape instanceof CsvRefused) throw shape;
  return shape;
}

async function refusalOf(path: string): Promise<unknown> {
  const shape = await sniffCsv(path);
  try {
    if (shape instanceof CsvRefused) throw shape;
    for await (const _ of csvBatches(path, shape));
  } catch (error) {
    if (error instanceof CsvRefused) return { reason: error.reason, line: error.params['line'] };
    throw error;
  }
  return null;
}

async function rowsOf(path: string): Promise<CsvRecord[]> {
  const rows: CsvRecord[] = [];
  for await (const row of readCsv(path, await shapeOf(path))) rows.push(row);
  return rows;
}

const short = (rows: CsvRecord[]): unknown[] => rows.map((r) => (r.problem ? [r.line, r.problem.key] : [r.line, ...r.cells]));
const fixture = (name: string): string => join(__dirname, 'fixtures', name);

describe('encodings and separators', () => {
  it('reads a sep= line, Windows-1252, quoted line breaks and the lines an editor shows', async () => {
    const path = fixture('sep-line-windows-1252.csv');
    expect(await shapeOf(path)).toMatchObject({ encoding: 'windows-1252', delimiter: ';', headerLine: 2, header: ['Firma', 'Ort', 'Notiz'] });
    expect(short(await rowsOf(path))).toEqual([[3, 'Müller "& Co"', 'Köln', 'zwei\r\nZeilen'], [6, 'Kirchner', 'Kiel', '']]);
  });

  it.each([['utf-16le-without-mark.csv', 'utf-16le', '\t'], ['utf-16be.csv', 'utf-16be', ',']])('reads %s', async (name, encoding, delimiter) => {
    expect(await shapeOf(fixture(name))).toMatchObject({ encoding, delimiter, header: ['name', 'city'] });
    expect((await rowsOf(fixture(name))).map((r) => r.cells)).toContainEqual(['Zoë', 'Paris']);
  });

  it('finds an accent far into the file', async () => {
    const path = aFile(Buffer.concat([Buffer.from(`name,city\n${'a,b\n'.repeat(300_000)}`), Buffer.from([0x5a, 0x6f, 0xeb, 0x2c, 0x80, 0x0a])]));
    const shape = await shapeOf(path);
    expect(shape.encoding).toBe('windows-1252');
    let last: CsvRecord | undefined;
    for await (const row of readCsv(path, shape)) last = row;
    expect(last).toMatchObject({ line: 300_002, cells: ['Zoë', '€'] });
  });

  it('takes UTF-8 with one broken byte for damaged UTF-8', async () => {
    const path = aFile(Buffer.concat([Buffer.from(`name\n${'Zoë äöü\n'.repeat(50)}`), Buffer.from([0xff, 0x0a])]));
    expect(await shapeOf(path)).toMatchObject({ encoding: 'utf-8', damaged: true });
  });

  it.each([
    ['a;b\n"x, y, z";1\n"p, q";2\n', ';'],
    ['Name, first;Name, last\nAnna;Smith\n', ';'],
    ['a|b\n1|2\n', '|'],
    ['name\n"Foo, Inc"\nBar, Ltd\n', ','],
    ['a\tb,c\n1\t2,3\n4\t5\n', '\t'],
  ])('finds the delimiter of %j', async (text, delimiter) => {
    expect((await shapeOf(aFile(text))).delimiter).toBe(delimiter);
  });

  it('accepts a line break in a quoted heading, and CRLF', async () => {
    const path = aFile('"Customer\r\nnumber", name \r\n1,A\r\n');
    expect((await shapeOf(path)).header).toEqual(['Customer number', 'name']);
    expect(short(await rowsOf(path))).toEqual([[3, '1', 'A']]);
  });
});

describe('lines', () => {
  it('counts LF, CRLF and CR alike, in quotes and in blank lines', async () => {
    const path = aFile('a,b\r1,"x\ry"\n\r\n2,z\r3,"p\r\n\nq"\n4,w');
    expect(short(await rowsOf(path))).toEqual([[2, '1', 'x\ry'], [5, '2', 'z'], [6, '3', 'p\r\n\nq'], [9, '4', 'w']]);
  });

  it('goes on after a row whose quotes do not match', async () => {
    const path = aFile('a,b\n1,"Müller" GmbH\n2,ok\n3,"say "hi" there"\n4,5" pipe\n');
    expect(short(await rowsOf(path))).toEqual([[2, 'csv.row.stray_quote'], [3, '2', 'ok'], [4, '3', 'say "hi" there'], [5, '4', '5" pipe']]);
  });

  it('skips a million blank lines and counts them', async () => {
    const path = aFile(`a,b\n${'\n'.repeat(1_000_000)}1,2\n,,\n`);
    expect(short(await rowsOf(path))).toEqual([[1_000_002, '1', '2']]);
  });

  it('says which rows do not fit the headings', async () => {
    const path = aFile('a,b,c,\n1,2,3,\n1,2\n1\n1,2,3,4\n1;2;3\n1,2,3,,,\n');
    expect(short(await rowsOf(path))).toEqual([
      [2, '1', '2', '3'], [3, '1', '2', ''], [4, 'csv.row.too_few_cells'], [5, 'csv.row.too_many_cells'], [6, 'csv.row.other_delimiter'], [7, '1', '2', '3'],
    ]);
  });

  it('keeps a __proto__ heading a heading', async () => {
    expect((await shapeOf(aFile('__proto__,constructor\n1,2\n'))).header).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('files refused as a whole', () => {
  it.each([
    ['spreadsheet.csv', { reason: 'spreadsheet', line: undefined }],
    ['web-page.csv', { reason: 'web_page', line: undefined }],
    ['nul.csv', { reason: 'not_text', line: 3 }],
    ['open-quote-between-quotes.csv', { reason: 'open_quote', line: 3 }],
  ])('%s', async (name, refusal) => expect(await refusalOf(fixture(name))).toEqual(refusal));

  it.each([
    ['', { reason: 'empty', line: undefined }],
    ['\ufeff \n\n', { reason: 'empty', line: undefined }],
    ['a,b\n', { reason: 'header_only', line: undefined }],
    ['a,b', { reason: 'header_only', line: undefined }],
    ['a;b\n\nx;"open\n', { reason: 'open_quote', line: 3 }],
    [`a,b\n${'1,2\n'.repeat(200_000)}x,"open\n`, { reason: 'open_quote', line: 200_002 }],
    [`a,b\n1,"${'x'.repeat(5_000_000)}\n`, { reason: 'record_too_long', line: 2 }],
    [`a,b\n${','.repeat(200_000)}1\n`, { reason: 'too_many_columns', line: 2 }],
  ])('%#', async (text, refusal) => expect(await refusalOf(aFile(text))).toEqual(refusal));
});

const shared = join(__dirname, '..', '..', '..', 'shared', 'data');
const here = existsSync(join(shared, 'customers')) ? describe : describe.skip;
here('files of other people', () => {
  it.each([
    ['customers/briandunning-us-500.csv', 500, 501], ['customers/chinook-customers.csv', 59, 60], ['customers/datablist-customers-100.csv', 100, 101],
    ['customers/datablist-customers-10000-crlf-iso-dates.csv', 10_000, 10_001], ['customers/mautic-10contacts.csv', 10, 11],
    ['customers/northwind-customers-clean.csv', 91, 92], ['customers/odoo-o2m_customers_contacts.csv', 8, 9], ['customers/roundcube-tb_plain.csv', 1, 2],
    ['customers/thunderbird-csv_semicolon.csv', 2, 3],
  ])('%s', async (name, count, lastLine) => {
    const rows = await rowsOf(join(shared, name));
    expect([rows.length, rows.at(-1)?.line, rows.filter((r) => r.problem).length]).toEqual([count, lastLine, 0]);
  });

  const problems: Record<string, unknown[]> = {
    'mixed-delimiters.csv': [[3, 'csv.row.other_delimiter'], [4, 'csv.row.other_delimiter']],
    'newline-inside-unquoted-field.csv': [[3, 'csv.row.too_few_cells']],
    'ragged-rows-extra-columns.csv': [[3, 'csv.row.too_many_cells']],
  };
  const broken = existsSync(shared) ? readdirSync(join(shared, 'broken')).filter((n) => n.endsWith('.csv')) : ['-'];
  it.each(broken.filter((n) => n !== 'missing-closing-quote.csv'))('broken/%s reads like its corrected twin', async (name) => {
    const rows = await rowsOf(join(shared, 'broken', name));
    const bad = rows.filter((r) => r.problem);
    expect(short(bad)).toEqual(problems[name] ?? []);
    const cells = (list: CsvRecord[]): string[] => list.filter((r) => !r.problem).map((r) => r.cells.join('|'));
    const twin = cells(await rowsOf(join(shared, 'broken', 'expected-fixed', name)));
    if (bad.length === 0) expect(cells(rows)).toEqual(twin);
  });

  it('broken/missing-closing-quote.csv is refused with the line', async () => {
    expect(await refusalOf(join(shared, 'broken', 'missing-closing-quote.csv'))).toEqual({ reason: 'open_quote', line: 2 });
  });
});
