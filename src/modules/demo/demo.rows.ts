import { CONTACT_PERMISSIONS, permissionColumn, switchColumn, switchesOf, type ContactPermission } from '../../kernel/access/contact-permissions';
import { emailKey } from '../../kernel/text/email-key';
import { displayName, numberOrder, sortName } from '../customers/customer-names';
import type { DemoCustomer } from './demo.customer';
import { DemoRandom } from './demo.random';

/** One row as it stands in the statement, in the order of its table's columns. */
export type Row = readonly (string | number | null)[];

/** The rows of demo customers, by table; the tables in the order in which foreign keys let them be filled. */
export const DEMO_TABLES = {
  customers: 'id, number, number_key, number_order, type, company_name, title, first_name, last_name, display_name, sort_name, email, phone, fax, website, vat_number, currency, payment_terms_days, account_manager_id, country, state, city, postcode, street, same_shipping, language, active, unconfirmed, created_at, updated_at',
  customer_balances: 'customer_id, currency, currency_rank, invoiced, paid, outstanding, last_transaction_on',
  customer_group_members: 'group_id, customer_id',
  customer_products: 'product_id, customer_id',
  customer_admins: 'staff_id, customer_id, created_at',
  shipping_addresses: 'customer_id, default_key, name, country, state, city, postcode, street, created_at, updated_at',
  notes: 'customer_id, staff_id, body, created_at, updated_at',
  customer_events: 'customer_id, type, month_day, year, occurrence, leap_rule, partner_id, relationship, in_report, created_at, updated_at',
  reminders: 'customer_id, staff_id, created_by_id, body, also_by_mail, recurrence, zone, starts_local, next_local, next_at, created_at, updated_at',
  contacts: 'id, first_name, last_name, email, email_key, phone, language, created_at, updated_at',
  customer_contacts: 'id, customer_id, contact_id, contact_key, position, permissions, mail_switches, created_at, updated_at',
  activities: 'at, actor_kind, actor_name, action, subject_kind, subject_id, subject_name, customer_id',
} as const;

/** The primary contact handles money, the others the work. */
const FIRST_CONTACT: readonly ContactPermission[] = CONTACT_PERMISSIONS;
const FURTHER_CONTACT: readonly ContactPermission[] = ['support', 'projects'];

export type DemoRows = Record<keyof typeof DEMO_TABLES, Row[]>;

/** What demo customers refer to. */
export interface DemoWorld {
  readonly groups: ReadonlyMap<string, string>;
  /** Ids in the order of `DEMO_PRODUCTS`. */
  readonly products: readonly string[];
  readonly staff: readonly string[];
  /** Currencies customers can have beside the base one, which is kept as NULL. */
  readonly currencies: readonly string[];
  readonly systemName: string;
  /** Invents figures too, which belong to documents that do not exist: for measuring alone. */
  readonly figures: boolean;
}

/** Where one customer's rows stand. Its primary contact, link and second contact have ids that follow from its own. */
export interface DemoPlace {
  readonly index: number;
  readonly id: number;
  readonly number: string;
  readonly contactIds: readonly number[];
  readonly linkIds: readonly number[];
  /** As the database writes it. */
  readonly createdAt: string;
}

export function emptyRows(): DemoRows {
  return Object.fromEntries(Object.keys(DEMO_TABLES).map((table) => [table, [] as Row[]])) as DemoRows;
}

/** Adds the rows of one customer to `rows`. */
export function addRows(rows: DemoRows, place: DemoPlace, customer: DemoCustomer, world: DemoWorld): void {
  const { id, number, createdAt } = place;
  // A sequence of its own, so that what is linked changes nothing of what the customer is called.
  const random = new DemoRandom(place.index + 0x2545f491);
  const names = namesOf(customer);
  const currency = world.currencies.includes(customer.currency) ? customer.currency : null;
  const manager = random.chance(30) ? random.pick(world.staff) : null;
  rows.customers.push([
    id, number, number, numberOrder(number), customer.type, names.companyName, names.title, names.firstName, names.lastName,
    displayName(names), sortName(names), customer.email, customer.phone, customer.fax, customer.website, customer.vatNumber, currency,
    random.chance(40) ? random.pick([10, 14, 30, 60]) : null, manager, customer.country, customer.state, customer.city, customer.postcode, customer.street,
    customer.warehouses.length > 0 ? 0 : 1, customer.language, customer.active ? 1 : 0, world.figures && random.chance(1) ? 1 : 0, createdAt, createdAt,
  ]);
  rows.customer_balances.push([id, currency, currency ? 1 + world.currencies.indexOf(currency) : 0, ...(world.figures ? figures(random) : NO_FIGURES)]);
  for (const group of customer.groups) rows.customer_group_members.push([world.groups.get(group) as string, id]);
  for (const product of customer.products) rows.customer_products.push([world.products[product], id]);
  if (random.chance(2)) rows.customer_admins.push([manager ?? random.pick(world.staff), id, createdAt]);
  customer.warehouses.forEach(({ name, state, city, postcode, street }, index) => {
    rows.shipping_addresses.push([id, index === 0 ? 1 : null, name, customer.country, state, city, postcode, street, createdAt, createdAt]);
  });
  if (customer.note) rows.notes.push([id, random.pick(world.staff), customer.note, createdAt, createdAt]);
  customer.contacts.forEach(({ firstName, lastName, email, phone, position }, index) => {
    const contactId = place.contactIds[index];
    rows.contacts.push([contactId, firstName, lastName, email, emailKey(email), phone, customer.language, createdAt, createdAt]);
    const ticks = index === 0 ? FIRST_CONTACT : FURTHER_CONTACT;
    rows.customer_contacts.push([place.linkIds[index], id, contactId, contactId, position, permissionColumn(ticks), switchColumn(switchesOf(ticks)), createdAt, createdAt]);
  });
  rows.activities.push([createdAt, 'system', world.systemName, 'customer.created', 'customer', id, displayName(names), id]);
}

function namesOf(customer: DemoCustomer) {
  const { type, title, firstName, lastName } = customer;
  if (type === 'company') return { type, companyName: customer.companyName, title: null, firstName: null, middleName: null, lastName: null };
  return { type, companyName: null, title, firstName, middleName: null, lastName };
}

const NO_FIGURES: Row = ['0', '0', '0', null];

function figures(random: DemoRandom): Row {
  if (random.chance(30)) return NO_FIGURES;
  const invoiced = random.below(5_000_000);
  const open = random.chance(25) ? random.below(invoiced + 1) : 0;
  const cents = (amount: number) => (amount / 100).toFixed(2);
  return [cents(invoiced), cents(invoiced - open), cents(open), `20${21 + random.below(5)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`];
}

function two(figure: number): string {
  return String(figure).padStart(2, '0');
}
