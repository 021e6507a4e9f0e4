import type { Typed } from '../../../kernel/forms/read-form';
import { BadRequest } from '../../../kernel/http/errors';
import { typedSteps, type CustomerSnapshot, type TypedSteps } from '../../customers/customer-snapshot';

const GENERAL = ['type', 'companyName', 'title', 'firstName', 'middleName', 'lastName', 'email', 'phone', 'website', 'vatNumber'];
const OTHER_ADDRESSES = /^(billing|shipping|sameShipping)/;

/** The part of a customer that its admin contacts see and edit, in the words of the fields. */
export function companyFields(customer: Omit<CustomerSnapshot, 'id' | 'version' | 'name'>): TypedSteps {
  const { general, address } = typedSteps(customer);
  return { general: Object.fromEntries(GENERAL.map((name) => [name, general[name] ?? ''])), address };
}

/** All fields beside one another, as a form shows them. */
export function flatFields({ general, address }: TypedSteps): Typed {
  return { ...general, ...address };
}

/** What was sent; billing and shipping as they stand, where contacts may not edit them (ARE-5a). */
export function editable(body: unknown, stands: TypedSteps, mayEditAddresses: boolean): Record<string, unknown> {
  const sent: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  if (mayEditAddresses) return sent;
  const own = Object.entries(sent).filter(([name]) => !OTHER_ADDRESSES.test(name));
  return { ...Object.fromEntries(own), ...Object.fromEntries(Object.entries(stands.address).filter(([name]) => OTHER_ADDRESSES.test(name))) };
}

/** What stood in the form when it was opened, from its hidden field. @throws BadRequest for anything else. */
export function readFields(text: string): TypedSteps {
  const value = parsed(text);
  if (!isRecord(value) || !isTexts(value.general) || !isTexts(value.address)) throw new BadRequest({ key: 'errors.form_key_missing' });
  return { general: value.general, address: value.address };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
