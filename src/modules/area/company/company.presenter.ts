import type { Typed } from '../../../kernel/forms/read-form';
import { countryName } from '../../../kernel/reference/countries';
import type { FormShown } from '../../../kernel/views/form';
import type { Address } from '../../customers/customer-details';
import type { CustomerSnapshot } from '../../customers/customer-snapshot';
import type { StateField } from '../../customers/steps/customer-steps.state';

/** What stands where contacts cannot edit. */
export function companyShown({ name, details, shippingAddresses }: CustomerSnapshot, language: string) {
  const { email, phone, website, vatNumber, country, state, city, postcode, street } = details;
  const billing = { country: details.billingCountry, state: details.billingState, city: details.billingCity, postcode: details.billingPostcode, street: details.billingStreet };
  return {
    name, email, phone, website, vatNumber,
    main: lines({ country, state, city, postcode, street }, language),
    billing: lines(billing, language),
    shipping: details.sameShipping ? [] : shippingAddresses.map((one) => ({ name: one.name, lines: lines(one, language) })),
  };
}

/** The state fields ask the area for their lists, not the pages of staff. */
export function areaStates<T>(value: T): T {
  if (Array.isArray(value)) return value.map(areaStates) as T;
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === 'source' && typeof one === 'string' ? sourceOf(one) : areaStates(one)])) as T;
}

export function areaState(field: StateField): StateField {
  return areaStates(field);
}

/** What `views/area/company/edit.hbs` shows. */
export function companyPage(customer: { id: string; name: string }, form: FormShown, more: { read: string; isPerson: boolean; mayEditAddresses: boolean; needsApproval: boolean; choices: object }) {
  return { customer, form, ...more };
}

/** The values of the form; a tick that was not sent is none. */
export function formValues(typed: Typed): FormShown['values'] {
  return { sameShipping: '', ...typed };
}

function sourceOf(address: string): string {
  return address.replace('/admin/customers/steps/state', '/company/state');
}

function lines({ street, postcode, city, state, country }: Address, language: string): string[] {
  const place = [postcode, city].filter(Boolean).join(' ');
  return [street, place, state, country === null ? null : countryName(country, language)].filter((line): line is string => Boolean(line));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
