import type { Message } from '../../../kernel/i18n/message';
import type { ColumnMapping, ImportField } from './import-fields';

export type CustomerType = 'company' | 'person';

/** What a row says about a customer, by column of its table: undefined = no such column in the file, null = cell empty. */
export interface CustomerValues {
  number?: string | null;
  company_name?: string | null;
  title?: string | null;
  first_name?: string | null;
  middle_name?: string | null;
  last_name?: string | null;
  email?: string | null;
  phone?: string | null;
  fax?: string | null;
  website?: string | null;
  vat_number?: string | null;
  currency?: string | null;
  language?: string | null;
  discount_kind?: 'none' | 'before_tax' | 'after_tax';
  /** With four decimals, as DECIMAL(7,4) reads. */
  discount_percent?: string | null;
  tax_exempt?: boolean;
  payment_terms_days?: number | null;
  /** With four decimals, as DECIMAL(19,4) reads. */
  credit_limit?: string | null;
  credit_rating?: string | null;
  country?: string | null;
  state?: string | null;
  city?: string | null;
  postcode?: string | null;
  street?: string | null;
  billing_country?: string | null;
  billing_state?: string | null;
  billing_city?: string | null;
  billing_postcode?: string | null;
  billing_street?: string | null;
  active?: boolean;
}

export interface ContactValues {
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  /** `emailKey(email)`: what is unique. */
  email_key: string | null;
  phone?: string | null;
  position?: string | null;
  handle?: string | null;
  language?: string | null;
}

/** Why a row, or a field of it, does not come in. */
export interface RowReason {
  field: ImportField | null;
  message: Message;
}

export interface ReadRow {
  type: CustomerType;
  /** Did the file say the type? Otherwise an update leaves it. */
  typeGiven: boolean;
  customer: CustomerValues;
  contact: ContactValues | null;
  /** Undefined: no such column. */
  groups?: readonly string[];
  products?: readonly string[];
  note?: string | null;
  /** Not empty: the row is refused. */
  reasons: RowReason[];
  /** Refuses the row only if it would make a new customer: an update needs no name. */
  missing: RowReason[];
}

export interface RowContext {
  header: readonly string[];
  mapping: ColumnMapping;
  /** The type of rows that do not say; 'auto': a company where there is a company name, else a person. */
  defaultType?: CustomerType | 'auto';
  /** Codes that are set up; others are refused. Not given: any currency. */
  currencies?: ReadonlySet<string>;
  /** What the mapping step said of country cells not known, by `countryCellKey`: a code, or '' for none. */
  countries?: Readonly<Record<string, string>>;
  /** Cells that say NULL are empty, except names: a dump writes it so. Switch off for our own exports. */
  nullIsEmpty?: boolean;
  /** Persons become their own contact when the file has no columns for contacts. Default true. */
  personsAreContacts?: boolean;
  /** The file had bytes that are no text; U+FFFD in a cell refuses the row. */
  damaged?: boolean;
}
