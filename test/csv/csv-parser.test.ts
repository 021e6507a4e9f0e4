import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { CsvParser } from '../../src/kernel/csv/csv-parser';
import { csvLine } from '../../src/kernel/csv/csv-writer';

const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a,;"\r\n\t' =+-]{0,12}$/)).map((s) => s.replaceAll('\0', ''));
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 });

function quoteAll(rows: string[][], delimiter: string, end: string): string {
  return rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(delimiter) + end).join('');
}

describe('the parser', () => {
  it('reads what a strict parser reads, whatever the pieces it comes in', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 7 }), (rows, delimiter, end, size) => {
        const text = quoteAll(rows, delimiter, end);
        const parser = new CsvParser(delimiter);
        const read: string[][] = [];
        for (let at = 0; at < text.length; at += size) read.push(...parser.push(text.slice(at, at + size), false).map((r) => r.cells));
        read.push(...parser.push('', true).map((r) => r.cells));
        const strict = parse(text, { delimiter, record_delimiter: end, relax_column_count: true }) as string[][];
        expect(read).toEqual(strict);
      }),
    );
  });

  it('gives every record the line it begins in', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => csvLine(['x', ...row])).join('');
        for (const record of new CsvParser(',').push(text, true)) {
          const before = text.split(/\r\n|\r|\n/).slice(0, record.line - 1).join('').length;
          expect(text.replace(/\r\n|\r|\n/g, '').slice(before)).toMatch(/^x/);
          expect(text).toContain(record.raw);
        }
      }),
    );
  });
});
