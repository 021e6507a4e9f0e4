import { resolveCountry } from '../../../kernel/reference/countries';
import { resolveCurrency } from '../../../kernel/reference/currencies';
import { foldName } from '../../../kernel/reference/fold';
import { resolveLanguage } from '../../../kernel/reference/languages';
import { emailKey } from '../../../kernel/text/email-key';
import { customerType, days, decimal, discountKind, isWebAddress, longerThan, yesOrNo } from './cell-rules';
import { MANY_PER_CELL, type ImportField } from './import-fields';
import { splitNames } from '../../../kernel/csv/name-list';
import { splitPersonName } from './person-name';
import type { ContactValues, CustomerType, CustomerValues, ReadRow, RowContext, RowReason } from './read-row';
import { RowCells, short, type Texts } from './row-cells';

const MAX_UNKNOWN = 1000;
/** Different cells of groups and products whose names are remembered. */
const MAX_LISTS = 1000;
const CONTACT_FIELDS: readonly ImportField[] = ['contact_name', 'contact_first_name', 'contact_last_name', 'contact_email'];
const PLAIN_COLUMNS = ['number', 'fax', 'vat_number', 'credit_rating', 'state', 'city', 'postcode', 'billing_state', 'billing_city', 'billing_postcode', 'billing_street'] as const;

/** How answers of the mapping step are kept: spelling differences of one country cell share an answer. */
export function countryCellKey(cell: string): string {
  return foldName(cell.slice(0, 200));
}

/**
 * Reads rows of one file into customers and contacts (IMP-1 to IMP-3): made once per file, then called for
 * every row. Pure, no database: whether a number, e-mail, group or product exists is asked elsewhere.
 */
export class RowReader extends RowCells {
  /** Country cells no rule knows, as typed, with how many rows have them; at most 1,000 different ones. */
  readonly unknownCountries = new Map<string, number>();

  private readonly countryCache = new Map<string, string | null>();
  private readonly listCache = new Map<string, readonly string[]>();
  private readonly contactColumns: boolean;

  constructor(context: RowContext) {
    super(context);
    this.contactColumns = CONTACT_FIELDS.some((field) => this.has.has(field));
  }

  read(cells: readonly string[]): ReadRow {
    const texts = this.texts(cells);
    const customer: CustomerValues = {};
    for (const column of PLAIN_COLUMNS) if (this.has.has(column)) customer[column] = texts[column] ?? null;
    if (this.has.has('phone')) customer.phone = texts.phone ?? null;
    if (this.has.has('street') || this.has.has('street_2')) customer.street = this.street(texts);
    if (this.has.has('email')) customer.email = this.email(texts, 'email');
    if (this.has.has('website')) customer.website = this.checked(texts, 'website', (t) => (isWebAddress(t) ? t : undefined), 'website');
    if (this.has.has('country')) customer.country = this.country(texts, 'country');
    if (this.has.has('billing_country')) customer.billing_country = this.country(texts, 'billing_country');
    if (this.has.has('currency')) customer.currency = this.currency(texts);
    if (this.has.has('language')) customer.language = this.checked(texts, 'language', (t) => resolveLanguage(t) ?? undefined, 'language');
    this.finance(texts, customer);
    if (this.has.has('active')) customer.active = this.checked(texts, 'active', yesOrNo, 'yes_no') ?? true;

    const { type, typeGiven } = this.type(texts);
    const person = this.names(texts, type, customer);
    const contact = this.contact(texts, type, person, customer);
    const row: ReadRow = { type, typeGiven, customer, contact, reasons: this.reasons, missing: this.missing(type, customer) };
    if (this.has.has('groups')) row.groups = this.list(texts, 'groups');
    if (this.has.has('products')) row.products = this.list(texts, 'products');
    if (this.has.has('note')) row.note = texts.note ?? null;
    return row;
  }

  private street(texts: Texts): string | null {
    const both = texts.street && texts.street_2 ? `${texts.street}\n${texts.street_2}` : (texts.street ?? texts.street_2 ?? null);
    if (both === null || !longerThan(both, 255)) return both;
    this.refuse('street', 'too_long', { max: 255 });
    return null;
  }

  private country(texts: Texts, field: 'country' | 'billing_country'): string | null {
    const text = texts[field];
    if (text === undefined) return null;
    let code = this.countryCache.get(text);
    if (code === undefined) {
      code = this.answered(text) ?? resolveCountry(text);
      if (this.countryCache.size < 10_000) this.countryCache.set(text, code);
    }
    if (code !== null) return code === '' ? null : code;
    const seen = this.unknownCountries.get(text);
    if (seen !== undefined || this.unknownCountries.size < MAX_UNKNOWN) this.unknownCountries.set(text, (seen ?? 0) + 1);
    this.refuse(field, 'country', { value: short(text) });
    return null;
  }

  private answered(text: string): string | undefined {
    const { countries } = this.context;
    const key = countryCellKey(text);
    // hasOwn: a cell may say "constructor".
    return countries && Object.hasOwn(countries, key) ? countries[key] : undefined;
  }

  private currency(texts: Texts): string | null {
    const code = this.checked(texts, 'currency', (t) => resolveCurrency(t) ?? undefined, 'currency');
    const setUp = this.context.currencies;
    if (code === null || !setUp || setUp.has(code)) return code;
    this.refuse('currency', 'currency_not_set_up', { value: code, codes: [...setUp].join(', ') });
    return null;
  }

  private finance(texts: Texts, customer: CustomerValues): void {
    if (this.has.has('discount_percent')) {
      const percent = this.checked(texts, 'discount_percent', (t) => atMost100(decimal(t, 3)), 'percent');
      customer.discount_percent = percent === '0.0000' ? null : percent;
    }
    if (this.has.has('discount_kind')) customer.discount_kind = this.checked(texts, 'discount_kind', discountKind, 'discount_kind') ?? 'none';
    else if (customer.discount_percent !== undefined) customer.discount_kind = customer.discount_percent === null ? 'none' : 'before_tax';
    if (customer.discount_kind === 'none') customer.discount_percent = null;
    if (this.has.has('tax_exempt')) customer.tax_exempt = this.checked(texts, 'tax_exempt', yesOrNo, 'yes_no') ?? false;
    if (this.has.has('payment_terms')) customer.payment_terms_days = this.checked(texts, 'payment_terms', (t) => days(t, 3650), 'days');
    if (this.has.has('credit_limit')) customer.credit_limit = this.checked(texts, 'credit_limit', (t) => decimal(t, 15), 'amount');
  }

  private type(texts: Texts): { type: CustomerType; typeGiven: boolean } {
    const company = this.checked(texts, 'is_company', yesOrNo, 'yes_no');
    if (company === true && texts.name !== undefined) {
      texts.company_name = texts.name;
      delete texts.name;
    }
    const type = this.checked(texts, 'type', customerType, 'type');
    if (type !== null) return { type, typeGiven: true };
    // A person that belongs to a company is that company's contact, not a customer.
    if (company !== null) return { type: company || texts.company_name !== undefined ? 'company' : 'person', typeGiven: true };
    const wanted = this.context.defaultType ?? 'auto';
    if (wanted !== 'auto') return { type: wanted, typeGiven: false };
    const personOnly = texts.company_name === undefined && (texts.first_name !== undefined || texts.last_name !== undefined);
    return { type: personOnly ? 'person' : 'company', typeGiven: false };
  }

  /**
   * Puts the names where they belong. "name" is the company's, or the person's in one piece; beside a company
   * name it is the contact's, like first and last name. A name left empty is left alone: no customer loses its
   * name by an update.
   * @returns the person the row names
   */
  private names(texts: Texts, type: CustomerType, customer: CustomerValues): { first: string | null; last: string | null } {
    let first = texts.first_name ?? null;
    let last = texts.last_name ?? null;
    const pieces = type === 'person' ? (texts.name ?? texts.company_name) : texts.company_name === texts.name ? undefined : texts.company_name && texts.name;
    if (first === null && last === null && pieces !== undefined) {
      ({ first, last } = splitPersonName(pieces));
      if (longerThan(first ?? '', 100) || longerThan(last ?? '', 100)) this.refuse(texts.name === pieces ? 'name' : 'company_name', 'too_long', { max: 100 });
    }
    if (type === 'company') {
      const company = texts.company_name ?? texts.name;
      if (company !== undefined) customer.company_name = company;
      return { first, last };
    }
    if (first !== null || last !== null) {
      if (this.has.has('first_name') || first !== null) customer.first_name = first;
      if (this.has.has('last_name') || last !== null) customer.last_name = last;
    }
    if (this.has.has('middle_name')) customer.middle_name = texts.middle_name ?? null;
    if (this.has.has('title')) customer.title = texts.title ?? null;
    return { first, last };
  }

  private contact(texts: Texts, type: CustomerType, person: { first: string | null; last: string | null }, customer: CustomerValues): ContactValues | null {
    const explicit = splitPersonName(texts.contact_name ?? '');
    const email = this.has.has('contact_email') ? this.email(texts, 'contact_email') : null;
    const phone = texts.contact_phone ?? null;
    let first = texts.contact_first_name ?? explicit.first;
    let last = texts.contact_last_name ?? explicit.last;
    const named = first !== null || last !== null;
    const own = !named && (type === 'company' || (!this.contactColumns && this.context.personsAreContacts !== false));
    if (own) ({ first, last } = person);
    if (first === null && last === null) {
      if (email !== null && customer.email == null) customer.email = email;
      if (phone !== null && customer.phone == null) customer.phone = phone;
      return null;
    }
    // Without a column of its own, the e-mail beside a person is the person's.
    const address = this.has.has('contact_email') ? (email ?? (own ? (customer.email ?? null) : null)) : (customer.email ?? null);
    if (type === 'person' && phone !== null && customer.phone == null) customer.phone = phone;
    const contact: ContactValues = { first_name: first, last_name: last, email: address, email_key: address === null ? null : emailKey(address) };
    if (this.has.has('contact_phone')) contact.phone = phone;
    if (this.has.has('contact_position')) contact.position = texts.contact_position ?? null;
    if (this.has.has('contact_handle')) contact.handle = texts.contact_handle ?? null;
    if (this.has.has('contact_language')) contact.language = this.checked(texts, 'contact_language', (t) => resolveLanguage(t) ?? undefined, 'language');
    return contact;
  }

  private list(texts: Texts, field: 'groups' | 'products'): readonly string[] {
    const cell = texts[field] ?? '';
    const names = this.listCache.get(cell) ?? splitNames(cell);
    if (this.listCache.size < MAX_LISTS) this.listCache.set(cell, names);
    if (names.length > MANY_PER_CELL) this.refuse(field, 'too_many', { max: MANY_PER_CELL });
    const long = names.find((name) => longerThan(name, 255));
    if (long !== undefined) this.refuse(field, 'too_long', { max: 255 });
    return names;
  }

  private missing(type: CustomerType, customer: CustomerValues): RowReason[] {
    if (type === 'company') return customer.company_name ? [] : [{ field: 'company_name', message: { key: 'import_reasons.company_name_missing' } }];
    return customer.first_name || customer.last_name ? [] : [{ field: 'last_name', message: { key: 'import_reasons.person_name_missing' } }];
  }
}

function atMost100(percent: string | undefined): string | undefined {
  return percent !== undefined && Number(percent) <= 100 ? percent : undefined;
}
