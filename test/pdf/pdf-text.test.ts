import { fontOf, fontParts } from '../../src/kernel/pdf/pdf-fonts';
import { tablePdf } from '../../src/kernel/pdf/pdf-table';
import { visualRuns } from '../../src/kernel/pdf/pdf-text';

const parts = fontParts(400);
const seen = (text: string, direction?: 'ltr' | 'rtl') => visualRuns(text, parts, direction).map((run) => run.text);

test.each([['A', 'latin'], ['Ł', 'latin-ext'], ['ψ', 'greek'], ['Ж', 'cyrillic'], ['ấ', 'vietnamese'], ['अ', 'devanagari'], ['م', 'arabic'], ['ש', 'hebrew']])('%s is written with a font of its script', (sign, script) => {
  expect(fontOf(parts, sign.codePointAt(0)!).name).toContain(`-${script}-400`);
});

test('words from left to right stay in order, those from right to left begin at the right', () => {
  expect(seen('Anna & Ben').join('')).toBe('Anna & Ben');
  expect(seen('Anna שרה כהן', 'ltr')).toEqual(['Anna ', 'כהן', ' ', 'שרה']);
  expect(seen('شركة Acme 40', 'rtl')).toEqual(['Acme 40', ' ', 'شركة']);
});

test('brackets are mirrored, and marks of direction are not seen', () => {
  expect(seen('כהן (אב)', 'rtl')).toEqual(['(', 'אב', ') ', 'כהן']);
  expect(seen('24\u200f/11', 'rtl').join('')).not.toContain('\u200f');
});

test('a long list has many pages, an endless word is cut, and nothing of it throws', async () => {
  const rows = [...Array.from({ length: 120 }, (_, at) => [`${at}`, 'محمد & Żółć 山']), ['x'.repeat(400), '']];
  const pdf = await tablePdf({ title: 'T', lead: 'L', columns: [{ label: 'A', share: 0.5 }, { label: 'B', share: 0.5 }], rows, language: 'en', direction: 'rtl', foot: (page, pages) => `${page}/${pages}`, at: new Date(0) });
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(3);
});
