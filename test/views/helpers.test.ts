import { rendered } from '../support/views';

const show = (expression: string, model: object = {}, frame = {}) => rendered(`{{${expression}}}`, model, frame);
const DASH = '<span class="none" aria-hidden="true">–</span><span class="vh">none</span>';

describe('figures', () => {
  it('writes amounts in their currency, with all the digits of the database', () => {
    expect(show('money "1284.9" "EUR"')).toBe('€1,284.90');
    expect(show('money "1240000000" "VND"')).toBe('₫1,240,000,000');
    expect(show('money "-640.5" "EUR"')).toBe('−€640.50');
    expect(show('money "9007199254740993.01" "EUR"')).toBe('€9,007,199,254,740,993.01');
  });

  it('shows zero as a dash only when asked', () => {
    expect(show('money "0.00" "EUR" dash=true')).toBe(DASH);
    expect(show('money none "EUR" dash=true', { none: null })).toBe(DASH);
    expect(show('money "0.00" "EUR"')).toBe('€0.00');
    expect(show('number 1047')).toBe('1,047');
    expect(show('orDash ""')).toBe(DASH);
    expect(show('orDash name', { name: '<b>' })).toBe('&lt;b&gt;');
  });

  it('joins names and messages on one line', () => {
    expect(show('joined names', { names: ['<b>', 'b', { key: 'common.new' }] })).toBe('&lt;b&gt;, b, New');
    expect(show('joined names', { names: [] })).toBe('');
  });

  it.each(['joined none', 'money "1,5" "EUR"', 'money none "EUR"', 'number "x"', 'date "never"', 'nearDate none', 't none', 'initials none'])('is loud on {{%s}}', (expression) => {
    expect(() => show(expression, { none: null })).toThrow();
  });
});

describe('dates', () => {
  it.each([
    ['2026-11-21T09:41:00Z', 'Today, 09:41'],
    ['2026-11-20T23:59:00Z', 'Yesterday, 23:59'],
    ['2026-11-22T00:00:00Z', 'Tomorrow, 00:00'],
    ['2026-11-19T15:02:00Z', 'Thursday, 15:02'],
    ['2026-11-15T15:02:00Z', 'Sunday, 15:02'],
    ['2026-11-14T15:02:00Z', '14 Nov 2026'],
    ['2026-11-23T15:02:00Z', '23 Nov 2026'],
  ])('calls %s %s', (instant, words) => {
    expect(show('nearDate at', { at: new Date(instant) })).toBe(words);
  });

  it('judges the day in the zone of the reader', () => {
    expect(show('nearDate "2026-11-20T23:30:00Z"', {}, { timeZone: 'Europe/Berlin' })).toBe('Today, 00:30');
    expect(show('dateTime "2026-11-20T23:30:00Z"', {}, { timeZone: 'America/New_York' })).toBe('20 Nov 2026, 18:30');
  });

  it('keeps a calendar date the same in every zone', () => {
    expect(show('date "2026-11-19"', {}, { timeZone: 'America/Los_Angeles' })).toBe('19 Nov 2026');
    expect(show('date "2026-11-19"', {}, { timeZone: 'Pacific/Kiritimati' })).toBe('19 Nov 2026');
  });
});

describe('names', () => {
  it.each([
    ['Nordlicht Energietechnik GmbH', 'NE'], ['株式会社さくら精密工業', 'さ'], ['陈晓明', '陈'], ['O’Connor & Daughters', 'OD'], ['B', 'B'],
    ['Anneliese Müller-Lüdenscheidt', 'AM'], ['ТОО «Северный ветер»', 'СВ'], ['श्री गणेश', 'श्रीग'], ['!!!', '?'], ['', '?'], ['👩‍🚒 7 Seas', '7S'],
  ])('shortens %s to %s', (name, expected) => {
    expect(show('initials name', { name })).toBe(expected);
  });

  it('gives a name always the same of eight hues', () => {
    expect(show('hue "Nordlicht"')).toBe(show('hue "Nordlicht"'));
    expect(Number(show('hue "株式会社"'))).toBeLessThan(8);
  });
});

describe('addresses', () => {
  const query = { q: 'a&b', group: ['1', '2'], after: '9' };

  it('changes the query of the page', () => {
    expect(show('here sort="name" after=none', { none: null }, { query })).toBe('/admin/groups?q&#x3D;a%26b&amp;group&#x3D;1&amp;group&#x3D;2&amp;sort&#x3D;name');
    expect(show('url "/admin/customers" q=text', { text: 'é&"' })).toBe('/admin/customers?q&#x3D;%C3%A9%26%22');
    expect(show('here q=none group=none after=none', { none: null }, { query })).toBe('/admin/groups');
  });

  it.each(['javascript:alert(1)', '//evil.example', '/\\evil.example', 'https://evil.example', '/a b', '', 'admin', '/\tevil'])('refuses to lead to %j', (address) => {
    expect(() => show('href address', { address })).toThrow(/local address/);
  });

  it('leads outside only by http', () => {
    expect(show('external "example.com/a"')).toBe('https://example.com/a');
    for (const address of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'http://', '']) expect(show('external address', { address })).toBe('');
  });

  it('mails and calls exactly whom it says', () => {
    expect(show('mailto "a@b.example?bcc=c@d.example,e"')).toBe('mailto:a@b.example%3Fbcc%3Dc@d.example%2Ce');
    expect(show('tel "+49 (431) 5550-182"')).toBe('tel:+494315550182');
  });
});
