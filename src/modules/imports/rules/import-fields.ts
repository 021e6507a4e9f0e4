/** Where a column of a file can go. The names are the stable headings of sample and export files too. */
export const IMPORT_FIELDS = [
  'number', 'type', 'is_company', 'name', 'company_name', 'title', 'first_name', 'middle_name', 'last_name',
  'email', 'phone', 'fax', 'website', 'vat_number',
  'currency', 'language', 'discount_kind', 'discount_percent', 'tax_exempt', 'payment_terms', 'credit_limit', 'credit_rating',
  'country', 'state', 'city', 'postcode', 'street', 'street_2',
  'billing_country', 'billing_state', 'billing_city', 'billing_postcode', 'billing_street',
  'groups', 'products', 'note', 'active',
  'contact_name', 'contact_first_name', 'contact_last_name', 'contact_email', 'contact_phone', 'contact_position', 'contact_handle', 'contact_language',
] as const;

export type ImportField = (typeof IMPORT_FIELDS)[number];

/** The most characters each text may have: the widths of the columns it is kept in. */
export const MAX_LENGTH: Readonly<Partial<Record<ImportField, number>>> = {
  number: 40,
  name: 255,
  company_name: 255,
  title: 50,
  first_name: 100,
  middle_name: 100,
  last_name: 100,
  email: 254,
  phone: 40,
  fax: 40,
  website: 255,
  vat_number: 40,
  credit_rating: 50,
  state: 100,
  city: 100,
  postcode: 20,
  street: 255,
  street_2: 255,
  billing_state: 100,
  billing_city: 100,
  billing_postcode: 20,
  billing_street: 255,
  note: 10_000,
  contact_name: 201,
  contact_first_name: 100,
  contact_last_name: 100,
  contact_email: 254,
  contact_phone: 40,
  contact_position: 100,
  contact_handle: 100,
};

/** Groups or products one cell may name. */
export const MANY_PER_CELL = 50;

export function isImportField(name: string): name is ImportField {
  return (IMPORT_FIELDS as readonly string[]).includes(name);
}

/** For each column of the file, in its order: the field it goes to, or null for "do not import". */
export type ColumnMapping = readonly (ImportField | null)[];
