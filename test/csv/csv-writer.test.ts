import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { parseText } from '../../src/kernel/csv/csv-parser';
import { csvLine, csvLines, csvStream, guard, unguard } from '../../src/kernel/csv/csv-writer';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^'{0,3}[ \t\r\n]{0,2}[=+\-@＝＋－＠]?[0-9A-Z(). ]{0,12}$/),
);

describe('guarding formulas', () => {
  it.each([
    ['=1+1', "'=1+1"], ['@SUM(1)', "'@SUM(1)"], ['-1+1', "'-1+1"], ['\t=1', "'\t=1"], ['＝1', "'＝1"], [' =1', "' =1"], ["'=1", "''=1"], ["''+A1", "'''+A1"],
    ['+1-539-402-0259', "'+1-539-402-0259"], ['-', "'-"], ["'-5", "''-5"], ['\0=1', "'\0=1"],
    ['-12.50', '-12.50'], ['+49301234567', '+49301234567'], ['+49 30 1234567', '+49 30 1234567'], ['', ''], ["'s-Hertogenbosch", "'s-Hertogenbosch"], ["O'Brien", "O'Brien"], ['   ', '   '],
  ])('%j is written %j', (cell, written) => {
    expect(guard(cell)).toBe(written);
    expect(unguard(written)).toBe(cell);
  });

  it('is undone by unguard for every text', () => {
    fc.assert(fc.property(hostile, (text) => expect(unguard(guard(text))).toBe(text)), { numRuns: 5000 });
  });

  it('leaves nothing that begins like a formula, but for numbers and phones', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = guard(text);
        if (/^\s*[=+\-@＝＋－＠\t\r\n\0]/.test(written)) expect(written).toMatch(/^[+-]?\d+([.,]\d+)?$|^\+\d{1,3} \d[\d ]*$/);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('writing', () => {
  it('comes back cell by cell', () => {
    const text = fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';', '\t', '|'), (cells, delimiter) => {
        const [record] = parseText(csvLine(['x', ...cells], delimiter), delimiter);
        expect(record?.cells.slice(1).map(unguard)).toEqual(cells);
      }),
      { numRuns: 2000 },
    );
  });

  it('writes byte for byte what the package writes when it is given every cell', () => {
    const cell = fc.oneof(hostile, fc.stringMatching(/^[a ",;|\t\r\n\u00a0\u3000é]{0,4}$/), fc.constant(null), fc.integer(), fc.boolean(), fc.date({ noInvalidDate: true }));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 4 }), fc.constantFrom(',', ';', '\t', '|'), (rows, delimiter) => {
        const cast = { string: (text: string) => guard(text.replaceAll('\0', '')), boolean: (value: boolean) => (value ? '1' : '0'), date: (value: Date) => value.toISOString() };
        expect(csvLines(rows, delimiter)).toBe(stringify(rows, { delimiter, record_delimiter: '\r\n', quoted_match: /[\r\n]|^[\0-\x20\s]|[\0-\x20\s]$/, cast }));
      }),
      { numRuns: 3000 },
    );
  });

  it('begins with a mark for Excel, ends lines with CRLF and writes plain values', async () => {
    async function* batches(): AsyncGenerator<unknown[][]> {
      yield [[1, true, null, 'a"b', new Date(0)], [undefined, false, -1.5, 'x,y', 'z']];
    }
    let text = '';
    for await (const piece of csvStream(['n', 'b', 'e', 's', 'd'], batches() as AsyncIterable<never[][]>)) text += piece;
    expect(text).toBe('\ufeffn,b,e,s,d\r\n1,1,,"a""b",1970-01-01T00:00:00.000Z\r\n,0,-1.5,"x,y",z\r\n');
  });
});
