import type { StaffActor } from '../../../kernel/access/actor';
import { countryName } from '../../../kernel/reference/countries';
import { languageName } from '../../../kernel/reference/languages';
import { compareNames } from '../../../kernel/views/formats';
import type { CustomerPageRow, ShippingRow } from './customer-page.queries';
import type { CustomerTab } from './customer-tabs';
import { customerAbilities } from '../customer.policy';

/** Tabs that stand in the row; the others are in its menu (ui.md, 8). */
const TABS_SHOWN = 10;
const GROUPS_SHOWN = 5;

export interface PageContext {
  readonly actor: StaffActor;
  /** Of the interface. */
  readonly language: string;
  readonly baseCurrency: string;
}

/** What `views/customers/show/header.hbs` shows above each tab. */
export function headerModel({ actor, language }: PageContext, row: CustomerPageRow, tabs: readonly CustomerTab[], current: string) {
  return {
    customer: {
      id: row.id, name: row.display_name, number: row.number, isPerson: row.type === 'person',
      type: { key: `customers.show.types.${row.type}` },
      picture: row.picture_id ? `/admin/files/${row.picture_id}` : null,
      active: Number(row.active) === 1, unconfirmed: Number(row.unconfirmed) === 1,
      email: row.email, phone: row.phone,
      groups: inOrder(row.groups, language).slice(0, GROUPS_SHOWN), moreGroups: Math.max(0, row.groups.length - GROUPS_SHOWN),
      can: customerAbilities(actor, { mine: Number(row.mine) === 1 }),
    },
    tabs: tabModel(row, tabs, current),
  };
}

function tabModel(row: CustomerPageRow, tabs: readonly CustomerTab[], current: string) {
  const all = tabs.filter(({ only }) => only === undefined || only === row.type).map(({ key, label }) => ({
    label, href: key === '' ? `/admin/customers/${row.id}` : `/admin/customers/${row.id}/${key}`, current: key === current, count: Number(row.counts[key] ?? 0),
  }));
  const first = all.slice(0, TABS_SHOWN);
  const hidden = all.slice(TABS_SHOWN).find((tab) => tab.current);
  const items = hidden ? [...first.slice(0, -1), hidden] : first;
  return { items, more: all.filter((tab) => !items.includes(tab)) };
}

/** The key facts and figures of the tab Summary; figures are in the customer's one currency (CUS-14). */
export function summaryModel({ language, baseCurrency }: PageContext, row: CustomerPageRow) {
  const address = addressLines(row, language);
  return {
    currency: row.currency ?? baseCurrency,
    figures: {
      outstanding: row.outstanding ?? '0', invoiced: row.invoiced ?? '0', paid: row.paid ?? '0', lastOn: calendarDate(row.last_transaction_on),
      creditLimit: row.credit_limit,
    },
    facts: {
      vatNumber: row.vat_number, website: row.website, fax: row.fax,
      currency: row.currency ?? baseCurrency, isBase: row.currency === null || row.currency === baseCurrency,
      termsDays: row.payment_terms_days,
      discount: row.discount_kind === 'none' ? null : `customers.show.discounts.${row.discount_kind}`, discountPercent: row.discount_percent,
      tax: row.tax_rate, taxExempt: Number(row.tax_exempt) === 1, paymentMode: row.payment_mode, creditRating: row.credit_rating,
      language: row.language === null ? null : languageName(row.language, language),
      address: address.join(', '),
      products: inOrder(row.products, language).map(({ name }) => name), admins: inOrder(row.admins, language).map(({ name }) => name),
      manager: row.account_manager, createdBy: row.created_by, createdAt: row.created_at,
    },
  };
}

/** The tab Addresses: the main one, the one on bills, and those goods go to (CUS-11, CUS-12). */
export function addressesModel({ language }: PageContext, row: CustomerPageRow, shipping: readonly ShippingRow[]) {
  const { billing_street: street, billing_postcode: postcode, billing_city: city, billing_state: state, billing_country: country } = row;
  return {
    main: addressLines(row, language),
    billing: addressLines({ street, postcode, city, state, country }, language),
    sameShipping: Number(row.same_shipping) === 1,
    shipping: shipping.map((one) => ({ name: one.name, isDefault: Number(one.default_key) === 1, lines: addressLines(one, language) })),
  };
}

interface AddressParts {
  readonly street: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
}

function addressLines({ street, postcode, city, state, country }: AddressParts, language: string): string[] {
  const place = [postcode, city].filter(Boolean).join(' ');
  return [street, place, state, country === null ? null : countryName(country, language)].filter((line): line is string => Boolean(line));
}

function inOrder<Named extends { readonly name: string }>(rows: readonly Named[], language: string): Named[] {
  return [...rows].sort((a, b) => compareNames(language, a.name, b.name));
}

function calendarDate(value: string | Date | null): string | null {
  return value instanceof Date ? value.toISOString().slice(0, 10) : value;
}
