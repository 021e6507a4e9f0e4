import type { RawRow } from '../../../kernel/db/raw-rows';

/** A column of the exported file. Its name is the one by which the import knows it again (EXP-1). */
export interface ExportColumn {
  readonly name: string;
  /** Column in SQL; null: from another table, filled in batches. */
  readonly sql: string | null;
}

const own = (name: string, column = name): ExportColumn => ({ name, sql: `c.${column}` });
const contact = (name: string, column: string): ExportColumn => ({ name: `contact_${name}`, sql: column });

const NAME = [own('number'), own('type'), own('company_name'), own('title'), own('first_name'), own('middle_name'), own('last_name')];
const GROUPS: ExportColumn = { name: 'groups', sql: null };
const PRODUCTS: ExportColumn = { name: 'products', sql: null };
const CONTACT = [
  contact('first_name', 'p.first_name'), contact('last_name', 'p.last_name'), contact('email', 'p.email'), contact('phone', 'p.phone'),
  contact('position', 'l.position'), contact('handle', 'p.handle'), contact('language', 'p.language'),
];

/** Everything that comes back with an import. */
export const ALL_COLUMNS: readonly ExportColumn[] = [
  ...NAME,
  ...['email', 'phone', 'fax', 'website', 'vat_number', 'currency', 'language', 'discount_kind', 'discount_percent', 'tax_exempt'].map((name) => own(name)),
  own('payment_terms', 'payment_terms_days'),
  ...['credit_limit', 'credit_rating', 'country', 'state', 'city', 'postcode', 'street'].map((name) => own(name)),
  ...['billing_country', 'billing_state', 'billing_city', 'billing_postcode', 'billing_street', 'active'].map((name) => own(name)),
  GROUPS,
  PRODUCTS,
  ...CONTACT,
];

/** What a column of the list is in the file. */
const OF_LIST: Readonly<Record<string, readonly ExportColumn[]>> = {
  customer: [...NAME, own('email')],
  type: [own('type'), own('active')],
  groups: [GROUPS],
  contact: CONTACT.slice(0, 4),
  place: [own('city'), own('country')],
  invoiced: [{ name: 'invoiced', sql: 'b.invoiced' }],
  paid: [{ name: 'paid', sql: 'b.paid' }],
  outstanding: [{ name: 'outstanding', sql: 'b.outstanding' }],
  last: [{ name: 'last_transaction', sql: 'b.last_transaction_on' }],
  vat: [own('vat_number')],
  manager: [{ name: 'account_manager', sql: 's.name' }],
  created: [own('created', 'created_at')],
  updated: [own('changed', 'updated_at')],
};

/** The file's columns for those of a list; number, type and names are always there, so that it can be imported. */
export function exportColumns(keys: readonly string[]): ExportColumn[] {
  const columns = ['customer', ...keys].flatMap((key) => OF_LIST[key] ?? [own(key)]);
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}

/** Decimals without the zeros behind, as people write them. */
export function plainDecimal(cell: RawRow[number]): RawRow[number] {
  return typeof cell === 'string' && cell.includes('.') ? cell.replace(/\.?0+$/, '') : cell;
}
