import type { Message } from '../../kernel/i18n/message';
import type { ImportOptions } from './import';
import type { ColumnMapping, ImportField } from './rules/import-fields';

const NAMES: readonly ImportField[] = ['company_name', 'name', 'first_name', 'last_name'];

/** Why rows cannot be read with this mapping: a field given twice, no column with a name, no column with the key. */
export function mappingProblem(mapping: ColumnMapping, { mode, key }: Pick<ImportOptions, 'mode' | 'key'>): Message | null {
  const given = mapping.filter((field) => field !== null);
  const twice = given.find((field, at) => given.indexOf(field) !== at);
  if (twice) return { key: 'imports.errors.twice' };
  const has = (...fields: ImportField[]) => fields.some((field) => given.includes(field));
  if (mode !== 'update' && !has(...NAMES)) return { key: 'imports.errors.noName' };
  if (mode === 'create') return null;
  if (key === 'number' && !has('number')) return { key: 'imports.errors.noNumber' };
  if (key === 'email' && !has('email', 'contact_email')) return { key: 'imports.errors.noEmail' };
  if (key === 'vat_number' && !has('vat_number')) return { key: 'imports.errors.noVat' };
  return null;
}
