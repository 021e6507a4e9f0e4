import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countries, countryName, isCountry, resolveCountry } from '../../src/kernel/reference/countries';
import { currencies, currencyDigits, resolveCurrency } from '../../src/kernel/reference/currencies';
import { languages, resolveLanguage } from '../../src/kernel/reference/languages';
import { normalisePhone } from '../../src/kernel/reference/phones';
import { resolveSubdivision, subdivisionName, subdivisions } from '../../src/kernel/reference/subdivisions';
import { isTimeZone, timeZones } from '../../src/kernel/reference/time-zones';
import { emailKey } from '../../src/kernel/text/email-key';

describe('countries', () => {
  it('are named and sorted in the language of the page', () => {
    expect(countries('de').find((c) => c.code === 'AT')?.name).toBe('Österreich');
    expect(countries('de')[0]?.name).toBe('Afghanistan');
    expect(countryName('CZ', 'en')).toBe('Czechia');
    expect(countryName('??', 'en')).toBe('??');
    expect(isCountry('constructor')).toBe(false);
  });

  it.each([
    ['DE', 'de'], ['DE', 'DEU'], ['DE', '276'], ['DE', 'Allemagne'], ['GB', 'UK'], ['GB', 'England'], ['NL', 'Holland'], ['KR', 'South Korea'], ['US', 'U.S.A.'], ['GR', 'Ελλάδα'],
    ['JP', '日本'], ['SA', 'السعودية'], ['MM', 'Burma'], ['DE', 'East Germany'], ['SZ', 'Swaziland'], ['MK', 'Macedonia'], ['SK', 'Slovakia (Slovak Republic)'], ['SJ', 'Svalbard & Jan Mayen Islands'],
    ['BS', 'The Bahamas'], ['AT', ' osterreich '], ['NE', 'Niger'], ['GN', 'Guinea'], ['TR', 'Türkiye'], ['CI', "Cote d'Ivoire"],
  ])('%s is meant by %s', (code, text) => expect(resolveCountry(text)).toBe(code));

  it.each(['Congo', 'Korea', 'Yugoslavia', 'Netherlands Antilles', '', 'Atlantis', '__proto__', 'constructor', 'x'.repeat(100_000)])('%#: unknown or two', (text) => expect(resolveCountry(text)).toBeNull());

  it('knows every name Intl and the package have in English', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    for (const { code } of countries('en')) expect([code, resolveCountry(names.of(code) ?? '')]).toEqual([code, code]);
  });
});

describe('subdivisions', () => {
  it('are the states, provinces or counties of addresses', () => {
    expect(subdivisions('US', 'en').map((s) => s.name)).toContain('California');
    expect(subdivisions('DE', 'de').map((s) => s.name)).toContain('Bayern');
    expect(subdivisions('IE', 'en').map((s) => s.name)).toContain('Cork');
    expect(subdivisions('IT', 'en')).toHaveLength(107);
    expect(subdivisions('AQ', 'en')).toEqual([]);
    expect(subdivisionName('DE-BY', 'en')).toBe('Bavaria');
  });

  it.each([['US', 'CA', 'US-CA'], ['US', 'us-ca', 'US-CA'], ['US', 'Washington, D.C.', 'US-DC'], ['US', 'Washington', 'US-WA'], ['DE', 'Bayern', 'DE-BY'], ['DE', 'bavaria', 'DE-BY'], ['IT', 'MI', 'IT-MI'], ['IE', 'Co. Cork', 'IE-CO'], ['US', 'Atlantis', null], ['XX', 'CA', null]])('%s: %s', (country, text, code) =>
    expect(resolveSubdivision(country, text)).toBe(code));
});

it('languages, currencies and time zones', () => {
  expect(languages('fr').find((l) => l.code === 'de')?.name).toBe('Allemand');
  expect(['de_AT', 'German', 'Deutsch', 'español', 'Klingon', 'xx'].map(resolveLanguage)).toEqual(['de', 'de', 'de', 'es', null, null]);
  expect(currencies('en').find((c) => c.code === 'EUR')?.name).toBe('Euro');
  expect(['EUR', 'JPY', 'KWD'].map(currencyDigits)).toEqual([2, 0, 3]);
  expect(['eur', '€', 'US Dollar', '$', 'DRA'].map(resolveCurrency)).toEqual(['EUR', 'EUR', 'USD', null, null]);
  expect(timeZones()[0]).toBe('UTC');
  expect(['Europe/Berlin', 'Asia/Calcutta', 'Mars/Base', '../etc'].map(isTimeZone)).toEqual([true, true, false, false]);
});

describe('phones', () => {
  it.each([
    ['+49 (0) 711 123456', null, '49711123456'], ['0711 123456', 'DE', '49711123456'], ['0049 711 123456', null, '49711123456'], ['(514) 721-4711', 'CA', '15147214711'],
    ['001-234-203-0635x76146', 'DE', '12342030635'], ['0711 123456', null, null], ['+999 123', null, null], ['phone work', null, null], ['1'.repeat(41), 'DE', null], ['+'.repeat(40), null, null],
  ])('%s in %s', (text, country, e164) => expect(normalisePhone(text, country).e164).toBe(e164));

  it('keeps the digits when it cannot tell', () => {
    expect(normalisePhone('(171) 555-7788')).toEqual({ e164: null, digits: '1715557788' });
  });

  const file = join(__dirname, '..', '..', '..', 'shared', 'data', 'phone', 'phone-formats-by-country.csv');
  (existsSync(file) ? it : it.skip)('reads the formats of 245 countries as the full parser does', () => {
    for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
      const [country, e164, international, national, rfc3966] = line.split(',') as [string, string, string, string, string];
      const read = [normalisePhone(e164), normalisePhone(international), normalisePhone(national, country), normalisePhone(rfc3966)];
      expect([country, ...read.map((p) => p.e164)]).toEqual([country, ...Array(4).fill(e164.slice(1))]);
    }
  });
});

describe('the key of an e-mail address', () => {
  it.each([
    ['Foo.Bar@Example.COM', 'foo.bar@example.com'], ['a@münchen.de', 'a@xn--mnchen-3ya.de'], ['a＠ｅxample.com', 'a@example.com'], ["o'brien@x.ie", "o'brien@x.ie"],
    ['jörg@x.de', null], ['a@b', null], ['a..b@c.de', null], ['a@1.2.3.4', null], ['a b@c.de', null], ['a@-b.de', null], ['@b.de', null], ['a@b.de, c@d.de', null], [`${'a'.repeat(65)}@b.de`, null], [`a@${'b'.repeat(300)}.de`, null],
    ['a@b.de\n', 'a@b.de'], ['a@b\0.de', null], ['a@b.de:25', null],
  ])('%j', (text, key) => expect(emailKey(text)).toBe(key));

  it('is none of 100 kB', () => {
    for (const text of ['a'.repeat(100_000), 'a@'.repeat(50_000), 'a.'.repeat(50_000)]) expect(emailKey(text)).toBeNull();
  });
});
