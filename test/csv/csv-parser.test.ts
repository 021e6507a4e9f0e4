import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { parsePieces, parseText } from '../../src/kernel/csv/csv-parser';
import { csvLine } from '../../src/kernel/csv/csv-writer';

const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a,;"\r\n\t' =+-]{0,12}$/)).map((s) => s.replaceAll('\0', ''));
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 });

function quoteAll(rows: string[][], delimiter: string, end: string): string {
  return rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(delimiter) + end).join('');
}

describe('the parser', () => {
  it('reads what a strict parser reads, whatever the pieces it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 7 }), async (rows, delimiter, end, size) => {
        const text = quoteAll(rows, delimiter, end);
        async function* pieces(): AsyncGenerator<string> {
          const signs = [...text];
          for (let at = 0; at < signs.length; at += size) yield signs.slice(at, at + size).join('');
        }
        const read: string[][] = [];
        for await (const batch of parsePieces(pieces(), delimiter)) read.push(...batch.map((r) => r.cells));
        const strict = parse(text, { delimiter, record_delimiter: end, relax_column_count: true }) as string[][];
        expect(read).toEqual(strict);
        expect(parseText(text, delimiter).map((r) => r.cells)).toEqual(strict);
      }),
    );
  });

  it('gives every record the line it begins in', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => csvLine(['x', ...row])).join('');
        for (const record of parseText(text, ',')) {
          const before = text.split(/\r\n|\r|\n/).slice(0, record.line - 1).join('').length;
          expect(text.replace(/\r\n|\r|\n/g, '').slice(before)).toMatch(/^x/);
          expect(text).toContain(record.raw);
        }
      }),
    );
  });
});
