import fc from 'fast-check';
import { parseText } from '../../src/kernel/csv/csv-parser';
import { decimal } from '../../src/modules/imports/rules/cell-rules';
import { recogniseHeaders } from '../../src/modules/imports/rules/header-recognition';
import type { ImportField } from '../../src/modules/imports/rules/import-fields';
import { joinNames, splitNames } from '../../src/kernel/csv/name-list';
import { splitPersonName } from '../../src/modules/imports/rules/person-name';
import { RowPlaces } from '../../src/modules/imports/rules/row-places';
import type { ReadRow, RowContext } from '../../src/modules/imports/rules/read-row';
import { countryCellKey, RowReader } from '../../src/modules/imports/rules/row-reader';
import { sampleFile } from '../../src/modules/imports/rules/sample-file';
import reasons from '../../views/languages/en/import_reasons.json';

function read(row: Partial<Record<ImportField, string>>, context: Partial<RowContext> = {}): ReadRow {
  const mapping = Object.keys(row) as ImportField[];
  return new RowReader({ header: mapping, mapping, ...context }).read(Object.values(row));
}
const keys = (row: ReadRow): string[] => [...row.reasons, ...row.missing].map((r) => `${r.field}:${r.message.key.replace('import_reasons.', '')}`);

describe('companies and persons', () => {
  it('makes the person beside a company its contact', () => {
    const row = read({ company_name: 'ACME', first_name: 'Ada', last_name: 'Byron', email: 'Ada@Example.com', contact_phone: '1234' });
    expect(row).toMatchObject({ type: 'company', typeGiven: false, customer: { company_name: 'ACME', email: 'Ada@Example.com' } });
    expect(row.contact).toEqual({ first_name: 'Ada', last_name: 'Byron', email: 'Ada@Example.com', email_key: 'ada@example.com', phone: '1234' });
    expect(row.customer).not.toHaveProperty('first_name');
  });

  it('makes a person without a company a customer and its own contact, unless told not to', () => {
    expect(read({ first_name: 'Ada', last_name: 'Byron', email: 'a@b.de' })).toMatchObject({ type: 'person', customer: { last_name: 'Byron' }, contact: { last_name: 'Byron', email: 'a@b.de' } });
    expect(read({ first_name: 'Ada' }, { personsAreContacts: false }).contact).toBeNull();
    expect(read({ last_name: 'Byron', contact_email: '' }).contact).toBeNull();
  });

  it('reads companies and the people that belong to them from one list', () => {
    expect(read({ name: 'Aurora Shelves', is_company: '1', company_name: '' })).toMatchObject({ type: 'company', customer: { company_name: 'Aurora Shelves' }, contact: null });
    expect(read({ name: 'Roger Martins', is_company: '0', company_name: 'Aurora Shelves' })).toMatchObject({ type: 'company', customer: { company_name: 'Aurora Shelves' }, contact: { first_name: 'Roger', last_name: 'Martins' } });
    expect(read({ name: 'Michael Mason', is_company: '0', company_name: '' })).toMatchObject({ type: 'person', customer: { first_name: 'Michael', last_name: 'Mason' } });
  });

  it.each([['Maria Anders', 'Maria', 'Anders'], ['Anders, Maria', 'Maria', 'Anders'], ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'], ['山田太郎', null, '山田太郎'], ['Jean-Luc', null, 'Jean-Luc']])('splits %s', (name, first, last) =>
    expect(splitPersonName(name)).toEqual({ first, last }));

  it('asks for a name only where a new customer would have none', () => {
    expect(keys(read({ number: '7', city: 'Kiel' }))).toEqual(['company_name:company_name_missing']);
    const update = read({ number: '7', type: 'person', first_name: '', last_name: '' });
    expect(update.reasons).toEqual([]);
    expect(update.customer).not.toHaveProperty('last_name');
  });
});

describe('cells', () => {
  it.each<[Partial<Record<ImportField, string>>, string]>([
    [{ name: 'A', email: 'info(at)hafen.example' }, 'email:email'],
    [{ name: 'A', email: 'jörg@hafen.example' }, 'email:email_letters'],
    [{ name: 'A', phone: '1'.repeat(41) }, 'phone:too_long'],
    [{ name: 'A', website: 'javascript:alert(1)' }, 'website:website'],
    [{ name: 'A', country: 'Congo' }, 'country:country'],
    [{ name: 'A', currency: 'DRA' }, 'currency:currency'],
    [{ name: 'A', language: 'Klingon' }, 'language:language'],
    [{ name: 'A', credit_limit: 'zehntausend' }, 'credit_limit:amount'],
    [{ name: 'A', discount_percent: '101' }, 'discount_percent:percent'],
    [{ name: 'A', payment_terms: 'soon' }, 'payment_terms:days'],
    [{ name: 'A', active: 'perhaps' }, 'active:yes_no'],
    [{ name: 'A', type: 'robot' }, 'type:type'],
    [{ name: 'x'.repeat(256) }, 'name:too_long'],
    [{ name: 'A', postcode: 'x'.repeat(21) }, 'postcode:too_long'],
    [{ name: 'A', groups: Array.from({ length: 51 }, (_, i) => i).join(';') }, 'groups:too_many'],
  ])('refuses %j', (cells, expected) => {
    const row = read(cells);
    expect(keys(row)).toContain(expected);
    for (const { message } of row.reasons) expect(reasons).toHaveProperty(message.key.replace('import_reasons.', ''));
  });

  it('understands what people write', () => {
    const row = read({ name: ' A  B ', country: 'Deutschland', currency: 'eur', language: 'German', credit_limit: '1.234,50', discount_percent: '5 %', payment_terms: '30 days', street: 'x\r\ny', active: 'Nein', phone: "'=0711", groups: 'A; B|A' });
    expect(row.reasons).toEqual([]);
    expect(row.customer).toEqual({ company_name: 'A B', country: 'DE', currency: 'EUR', language: 'de', credit_limit: '1234.5000', discount_percent: '5.0000', discount_kind: 'before_tax', payment_terms_days: 30, street: 'x\ny', active: false, phone: '=0711' });
    expect(row.groups).toEqual(['A', 'B']);
  });

  it('takes NULL for empty, but not as a name', () => {
    expect(read({ last_name: 'NULL', city: 'NULL' }).customer).toMatchObject({ last_name: 'NULL', city: null });
    expect(read({ last_name: 'Null', city: 'NULL' }, { nullIsEmpty: false }).customer).toMatchObject({ city: 'NULL' });
  });

  it('counts characters as the database does', () => {
    expect(keys(read({ name: '👩'.repeat(255) }))).toEqual([]);
    expect(keys(read({ name: '👩'.repeat(256) }))).toContain('name:too_long');
  });

  it('collects unknown countries and takes the answers of the mapping step', () => {
    const reader = new RowReader({ header: ['n', 'c'], mapping: ['name', 'country'], countries: { [countryCellKey('Korea')]: 'KR' } });
    expect(reader.read(['A', 'KOREA']).customer.country).toBe('KR');
    reader.read(['B', 'Congo']);
    reader.read(['B', 'Congo']);
    expect(keys(reader.read(['C', 'constructor']))).toEqual(['country:country']);
    expect([...reader.unknownCountries]).toEqual([['Congo', 2], ['constructor', 1]]);
  });

  it('says which currencies are set up', () => {
    expect(read({ name: 'A', currency: 'JPY' }, { currencies: new Set(['EUR', 'USD']) }).reasons[0]?.message.params).toMatchObject({ value: 'JPY', codes: 'EUR, USD' });
  });

  it.each([['1,234.5', '1234.5000'], ['1.234.567', '1234567.0000'], ['1 234,50', '1234.5000'], ["1'234", '1234.0000'], ['1,234', undefined], ['0.125', '0.1250'], ['1234.500', '1234.5000'], ['1.2.3', undefined], ['-5', undefined], ['1e5', undefined], ['1.23456', undefined]])('reads the number %s', (text, value) =>
    expect(decimal(text, 15)).toBe(value));

  it('joins and splits names of groups without loss', () => {
    const name = fc.string({ minLength: 1 }).filter((s) => s.trim() === s && s !== '');
    fc.assert(fc.property(fc.uniqueArray(name), (names) => expect(splitNames(joinNames(names))).toEqual(names)));
  });

  it('refuses what is too long before it looks inside', () => {
    for (const text of ['a@'.repeat(50_000), '1.'.repeat(50_000), '\\;'.repeat(50_000), 'http://'.repeat(15_000), '9'.repeat(100_000)]) {
      const row = read({ name: text, email: text, phone: text, website: text, credit_limit: text, country: text, payment_terms: text, language: text, currency: text });
      expect(keys(row)).toEqual(expect.arrayContaining(['name:too_long', 'email:too_long', 'phone:too_long', 'website:too_long']));
      expect(row.customer).toMatchObject({ email: null, phone: null, website: null, credit_limit: null, country: null, payment_terms_days: null, language: null, currency: null });
    }
  });

  it('takes rows with the same address of the customer for one customer where that is the key', () => {
    const places = new RowPlaces({ customerEmailIsKey: true });
    places.place(read({ company_name: 'A', email: 'Info@a.example' }), 2);
    expect(places.place(read({ company_name: 'A', email: 'info@a.example' }), 3).refusal?.message.key).toBe('import_reasons.email_in_file');
    expect(places.place(read({ company_name: 'A', email: 'info@a.example', contact_last_name: 'Byron', contact_email: 'b@a.example' }), 4)).toEqual({ customerLine: 2, refusal: null });
  });

  it('reads its own sample files', () => {
    for (const type of ['company', 'person'] as const) {
      const [header, ...rows] = parseText(sampleFile(type).slice(1), ',');
      const mapping = recogniseHeaders(header?.cells ?? []).map((c) => c.field);
      const read = rows.map((r) => new RowReader({ header: header?.cells ?? [], mapping }).read(r.cells));
      expect(read.map((r) => [r.type, keys(r)])).toEqual([[type, []], [type, []]]);
    }
  });
});

describe('rows of one customer', () => {
  const company = (number: string | null, vat: string | null, name: string, email: string | null): ReadRow =>
    ({ ...read({ company_name: name }), customer: { number, vat_number: vat, company_name: name }, contact: email === null ? null : { first_name: 'A', last_name: null, email, email_key: email } });

  it('are those with the same number or VAT number, by name only when asked', () => {
    const places = new RowPlaces();
    expect(places.place(company('c-1', null, 'A', 'a@x.de'), 2)).toEqual({ customerLine: 2, refusal: null });
    expect(places.place(company('C-1', null, 'A', 'b@x.de'), 3)).toEqual({ customerLine: 2, refusal: null });
    expect(places.place(company(null, 'DE 123', 'B', 'c@x.de'), 4).customerLine).toBe(4);
    expect(places.place(company(null, 'de123', 'B', 'd@x.de'), 5).customerLine).toBe(4);
    expect(places.place(company(null, null, 'B', null), 6)).toEqual({ customerLine: 6, refusal: null });
    const byName = new RowPlaces({ sameCompanyIsOneCustomer: true });
    byName.place(company(null, null, 'Ängström AB', 'a@x.de'), 2);
    expect(byName.place(company(null, null, 'angstrom ab', 'b@x.de'), 9).customerLine).toBe(2);
  });

  it('point to the first line when they repeat it', () => {
    const places = new RowPlaces();
    places.place(company('1', null, 'A', 'a@x.de'), 402);
    expect(places.place(company('1', null, 'A', null), 403).refusal?.message).toEqual({ key: 'import_reasons.number_in_file', params: { value: '1', line: 402 } });
    expect(places.place(company('2', null, 'B', 'a@x.de'), 404).refusal?.message).toEqual({ key: 'import_reasons.email_in_file', params: { value: 'a@x.de', line: 402 } });
    expect(places.place(company('2', null, 'B', 'b@x.de'), 405)).toEqual({ customerLine: 405, refusal: null });
  });

  it('are kept apart among many', () => {
    const places = new RowPlaces();
    const row = company('', null, 'A', null);
    for (let i = 1; i <= 100_000; i++) {
      row.customer.number = `C-${i}`;
      if (places.place(row, i).customerLine !== i) throw new Error(`row ${i}`);
    }
    row.customer.number = 'c-777';
    expect(places.place(row, 100_001).customerLine).toBe(777);
  });
});
