import { displayName, numberOrder, sortName } from '../customers/customer-names';
import type { Stored, StoredContact, StoredCustomer } from './import-lookups.queries';
import type { ImportField } from './rules/import-fields';
import type { ContactValues, CustomerValues } from './rules/read-row';

/** Columns to write, and each with what stood there before. */
export interface Difference {
  readonly set: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>>;
}

type Says = (field: ImportField) => boolean;

/** Cells that are empty read as a value in these columns; they count only where the file says something. */
const SAID: Readonly<Record<string, readonly ImportField[]>> = {
  active: ['active'],
  tax_exempt: ['tax_exempt'],
  discount_kind: ['discount_kind', 'discount_percent'],
  discount_percent: ['discount_kind', 'discount_percent'],
};

/**
 * What a row changes in a customer that exists: an empty cell leaves what is there, so a column can be filled in but not
 * emptied by an import (docs/decisions/imports.md).
 * @param base the base currency, which a customer without a currency has (CUS-14)
 */
export function customerDifference(stored: StoredCustomer, values: CustomerValues, says: Says, base: string): Difference {
  const set: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(values)) {
    if (value === undefined || !written(column, value, says)) continue;
    if (column === 'currency' && (stored.currency ?? base) === value) continue;
    if (!same(stored[column] ?? null, value)) set[column] = value;
  }
  if (Object.keys(set).length === 0) return { set, before: {} };
  const before = Object.fromEntries(Object.keys(set).map((column) => [column, stored[column] ?? null]));
  return { set: { ...set, ...named({ ...stored, ...set }) }, before };
}

/** Columns that follow from others. */
export const DERIVED = ['display_name', 'sort_name', 'number_key', 'number_order'] as const;

/** The names and keys that follow from others. */
export function named(row: Record<string, unknown>): Record<string, unknown> {
  const text = (column: string) => (row[column] as string | null | undefined) ?? null;
  const names = {
    type: row.type === 'person' ? 'person' as const : 'company' as const, companyName: text('company_name'), title: text('title'),
    firstName: text('first_name'), middleName: text('middle_name'), lastName: text('last_name'),
  };
  const number = text('number') ?? '';
  return { display_name: displayName(names), sort_name: sortName(names), number_key: number, number_order: numberOrder(number) };
}

/** Which contact of the customer a row means: the one with its address, else by name the one that can take that address. */
export function contactMeant(stored: Stored, contact: ContactValues, byAddress: string | null): StoredContact | null {
  if (byAddress !== null) return stored.contacts.find(({ id }) => String(id) === byAddress) ?? null;
  const namesakes = stored.contacts.filter((other) => alike(other.first_name, contact.first_name) && alike(other.last_name, contact.last_name));
  const primary = namesakes.find(({ link_id }) => String(link_id) === String(stored.customer.primary_link_id));
  if (contact.email_key === null) return primary ?? namesakes[0] ?? null;
  return primary ?? namesakes.find(({ email_key }) => email_key === null) ?? null;
}

/** What a row changes in a contact that exists. @param saysEmail the file has the contact's own address */
export function contactDifference(stored: StoredContact, contact: ContactValues, saysEmail: boolean): { person: Difference; position: string | null } {
  const set: Record<string, unknown> = {};
  for (const column of ['first_name', 'last_name', 'phone', 'handle', 'language'] as const) {
    const value = contact[column];
    if (value !== undefined && value !== null && value !== stored[column]) set[column] = value;
  }
  if (contact.email !== null && contact.email !== stored.email && (saysEmail || stored.email === null)) Object.assign(set, { email: contact.email, email_key: contact.email_key });
  const before = Object.fromEntries(Object.keys(set).map((column) => [column, Reflect.get(stored, column) as unknown]));
  const position = contact.position && contact.position !== stored.position ? contact.position : null;
  return { person: { set, before }, position };
}

function written(column: string, value: unknown, says: Says): boolean {
  const fields = SAID[column];
  return fields ? fields.some(says) : value !== null;
}

function same(stored: unknown, value: unknown): boolean {
  if (typeof value === 'boolean') return Number(stored) === Number(value);
  if (typeof value === 'number') return Number(stored) === value && stored !== null;
  return stored === value;
}

function alike(a: string | null, b: string | null): boolean {
  return (a ?? '').toLowerCase() === (b ?? '').toLowerCase();
}
