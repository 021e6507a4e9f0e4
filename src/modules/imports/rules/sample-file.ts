import { csvLine } from '../../../kernel/csv/csv-writer';
import type { ImportField } from './import-fields';
import type { CustomerType } from './read-row';

const COMPANY: readonly (readonly [ImportField, string, string])[] = [
  ['number', 'C-1001', ''],
  ['company_name', 'Example Trading Ltd', 'Beispiel & Söhne GmbH'],
  ['email', 'office@example.com', 'info@example.net'],
  ['phone', '+44 20 7946 0000', '+49 30 1234567'],
  ['website', 'https://www.example.com', ''],
  ['vat_number', 'GB123456789', 'DE123456789'],
  ['currency', 'EUR', ''],
  ['language', 'en', 'de'],
  ['country', 'United Kingdom', 'DE'],
  ['state', 'Greater London', 'Berlin'],
  ['city', 'London', 'Berlin'],
  ['postcode', 'W1A 1AA', '10115'],
  ['street', '1 Example Street', 'Beispielstraße 1'],
  ['groups', '', ''],
  ['note', 'Prefers to be called in the morning', ''],
  ['contact_first_name', 'Jane', 'Jörg'],
  ['contact_last_name', 'Doe', 'Müller'],
  ['contact_email', 'jane.doe@example.com', 'joerg.mueller@example.net'],
  ['contact_phone', '+44 20 7946 0001', ''],
  ['contact_position', 'Head of purchasing', ''],
];

const PERSON: readonly (readonly [ImportField, string, string])[] = [
  ['number', 'C-2001', ''],
  ['title', 'Ms', ''],
  ['first_name', 'Jane', 'Nguyễn Văn'],
  ['middle_name', 'Ann', ''],
  ['last_name', 'Doe', 'Ánh'],
  ...COMPANY.filter(([field]) => ['email', 'phone', 'language', 'country', 'state', 'city', 'postcode', 'street', 'groups', 'note'].includes(field)),
];

/**
 * The sample file of a type, to be filled in and uploaded (IMP-1): two rows that would come in. Guarded like
 * every export. Its headings are the stable field names, or the labels given.
 */
export function sampleFile(type: CustomerType, label: (field: ImportField) => string = (field) => field, delimiter = ','): string {
  const rows = type === 'company' ? COMPANY : PERSON;
  const all: [ImportField, string, string][] = [['type', type, type], ...rows.map((r) => [...r] as [ImportField, string, string])];
  return `\ufeff${csvLine(all.map(([field]) => label(field)), delimiter)}${csvLine(all.map((r) => r[1]), delimiter)}${csvLine(all.map((r) => r[2]), delimiter)}`;
}
