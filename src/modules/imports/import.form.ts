import { CONTACT_PERMISSIONS } from '../../kernel/access/contact-permissions';
import { Choice, Flag, Id, Ids, JoinedChoices } from '../../kernel/forms/fields';
import { IMPORT_KEYS, IMPORT_MODES, type Import, type ImportKey, type ImportMode, type ImportOptions } from './import';
import { isImportField, type ImportField } from './rules/import-fields';
import type { CustomerType } from './rules/read-row';
import { countryCellKey } from './rules/row-reader';
import { isCountry } from '../../kernel/reference/countries';

/** What is said once for the whole file. */
export class ImportForm {
  @Choice(['auto', 'company', 'person'], { required: true })
  type!: CustomerType | 'auto';

  @Choice(IMPORT_MODES, { required: true })
  mode!: ImportMode;

  @Choice(IMPORT_KEYS, { required: true })
  key!: ImportKey;

  @Flag()
  sameCompany!: boolean;

  @Flag()
  createGroups!: boolean;

  @Id()
  groupId!: string | null;

  @Ids()
  productIds!: string[];

  @JoinedChoices(CONTACT_PERMISSIONS)
  permissions!: string;
}

/** A country cell no rule knows, or that was answered before, with its answer so far. */
export interface CountryQuestion {
  readonly cell: string;
  /** Rows that say so; null: answered before. */
  readonly rows: number | null;
  readonly answer: string;
}

const QUESTIONS = 200;

/** In the order in which the page asks; the fields `country0`, `country1` … answer them. */
export function countryQuestions(record: Pick<Import, 'unknownCountries' | 'options'>): CountryQuestion[] {
  const answered = Object.entries(record.options.countries).map(([cell, answer]) => ({ cell, rows: null, answer: answer || '-' }));
  const open = new Map(record.unknownCountries.map(([cell, rows]) => [countryCellKey(cell), { cell, rows, answer: '' }]));
  return [...open.values(), ...answered].slice(0, QUESTIONS);
}

/** The fields of columns and countries, whose number the file decides. Anything that is none of ours counts as not chosen. */
export function readColumns(record: Import, body: unknown): { mapping: (ImportField | null)[]; countries: ImportOptions['countries'] } {
  const text = (name: string): string => {
    const value: unknown = typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : '';
    return typeof value === 'string' ? value : '';
  };
  const mapping = record.shape.header.map((_, at) => {
    const field = text(`map${at}`);
    return isImportField(field) ? field : null;
  });
  // '-' says: leave it empty.
  const answers = countryQuestions(record).flatMap(({ cell }, at) => {
    const answer = text(`country${at}`);
    return answer === '-' || isCountry(answer) ? [[countryCellKey(cell), answer === '-' ? '' : answer] as const] : [];
  });
  return { mapping, countries: Object.fromEntries(answers) };
}
