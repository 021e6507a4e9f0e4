import fc from 'fast-check';
import { normalise, phoneDigits, wordsOf } from '../../src/kernel/search/normalise';
import { searchPlan } from '../../src/kernel/search/search.plan';

test.each([
  ['Müller-Lüdenscheidt', ['muller', 'ludenscheidt']],
  ["d'Arc O’Neill", ['darc', 'oneill']],
  ['Straße İstanbul Işık', ['strasse', 'istanbul', 'isik']],
  ['ﬁ Ｗｉｄｅ ½', ['fi', 'wide', '1', '2']],
  ['ガス が 한국', ['ガス', 'が', '한국']],
  ['東京2020', ['東京', '2020']],
  ['٠١٢ ३', ['012', '3']],
  ['Σίσυφος ΣΊΣΥΦΟΣ', ['σισυφοσ', 'σισυφοσ']],
  ['أحمد إبراهيم', ['احمد', 'ابراهيم']],
  ['Nguyễn Đặng', ['nguyen', 'dang']],
])('the words of %s', (text, words) => {
  expect(wordsOf(normalise(text))).toEqual(words);
});

test('normalising twice changes nothing, whatever the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => expect(normalise(normalise(text))).toBe(normalise(text))));
});

test.each([
  ['+49 (0)30 12-34', '49301234'],
  ['0049 30 1234', '49301234'],
  ['030/1234', '0301234'],
  ['٠٣٠', '030'],
])('the digits of %s', (text, digits) => {
  expect(phoneDigits(text)).toBe(digits);
});

test('long input costs little', () => {
  const started = performance.now();
  for (const text of ['a@'.repeat(50_000), '0 '.repeat(50_000), '+'.repeat(100_000), "'".repeat(100_000), '١'.repeat(100_000)]) searchPlan(text);
  expect(performance.now() - started).toBeLessThan(50);
});
