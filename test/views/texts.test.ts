import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Texts } from '../../src/kernel/i18n/texts';

function textsOf(languages: Record<string, object>, strict = true): Texts {
  const folder = mkdtempSync(join(tmpdir(), 'texts-'));
  for (const [code, common] of Object.entries(languages)) {
    mkdirSync(join(folder, code));
    writeFileSync(join(folder, code, 'common.json'), JSON.stringify({ locale: code, ...common }));
  }
  return new Texts(folder, strict);
}
const en = { hello: 'Hello {{name}}', rows_one: '{{count}} row', rows_other: '{{count}} rows', branch: { leaf: 'x' } };

describe('texts', () => {
  it('fills in parameters and chooses the plural, again and again', () => {
    const texts = textsOf({ en });
    expect(texts.t('en', 'common.hello', { name: '{{name}}<b>' })).toBe('Hello {{name}}<b>');
    expect([1, 2, 0, 1].map((count) => texts.t('en', 'common.rows', { count }))).toEqual(['1 row', '2 rows', '0 rows', '1 row']);
    expect(texts.message('en', { key: 'common.hello', params: { name: 'A' } })).toBe('Hello A');
  });

  it('knows the plural forms of each language', () => {
    const texts = textsOf({ en, pl: { rows_one: '{{count}} wiersz', rows_few: '{{count}} wiersze', rows_many: '{{count}} wierszy' } });
    expect([1, 3, 5].map((count) => texts.t('pl', 'common.rows', { count }))).toEqual(['1 wiersz', '3 wiersze', '5 wierszy']);
  });

  it('writes the number it counts as the language does', () => {
    const texts = textsOf({ en, de: en });
    expect(['en', 'de'].map((lang) => texts.t(lang, 'common.rows', { count: 12_345 }))).toEqual(['12,345 rows', '12.345 rows']);
  });

  it('says none in words of its own, whatever was counted before', () => {
    const texts = textsOf({ en: { ...en, rows_zero: 'no rows' } });
    expect([0, 8, 0, 1].map((count) => texts.t('en', 'common.rows', { count }))).toEqual(['no rows', '8 rows', 'no rows', '1 row']);
  });

  it('throws on a missing text or parameter when strict', () => {
    const texts = textsOf({ en });
    expect(() => texts.t('en', 'common.nothing')).toThrow(/No text "common.nothing"/);
    expect(() => texts.t('en', 'common.branch')).toThrow(/branch|No text/);
    expect(() => texts.t('en', 'common.hello')).toThrow(/lacks its parameter name/);
    expect(() => texts.t('en', '__proto__.polluted')).toThrow();
  });

  it('falls back to English, then to the key, when not strict', () => {
    const texts = textsOf({ en, de: {} }, false);
    expect(texts.t('de', 'common.hello', { name: 'A' })).toBe('Hello A');
    expect(texts.t('de', 'common.nothing')).toBe('common.nothing');
    expect(texts.t('xx', 'common.branch.leaf')).toBe('x');
  });

  it('names the languages it finds, with their direction', () => {
    expect(textsOf({ en, ar: {}, de: {} }).languages().map(({ code, name, dir }) => [code, name, dir]))
      .toEqual([['ar', 'العربية', 'rtl'], ['de', 'Deutsch', 'ltr'], ['en', 'English', 'ltr']]);
  });

  it.each([
    ['de-CH,fr;q=0.9', 'de'], ['fr,de;q=0.5', 'de'], ['pt-PT', 'pt-BR'], ['de;q=0,en', 'en'], ['en;q=0.5,de;q=0.8', 'de'], [undefined, 'en'], ['*', 'en'],
    [';;;,q=', 'en'], ['x'.repeat(100_000), 'en'],
  ])('answers Accept-Language %.20s with %s', (header, code) => {
    expect(textsOf({ en, de: {}, 'pt-BR': {} }).negotiate(header).code).toBe(code);
  });
});
