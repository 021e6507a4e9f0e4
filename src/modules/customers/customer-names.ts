import type { CustomerDetails } from './customer-details';

type Names = Pick<CustomerDetails, 'type' | 'companyName' | 'title' | 'firstName' | 'middleName' | 'lastName'>;

/** How a customer is called everywhere: the company's name, or "First Last" (CUS-7). */
export function displayName(names: Names): string {
  if (names.type === 'company') return names.companyName ?? '';
  return [names.firstName, names.middleName, names.lastName].filter(Boolean).join(' ');
}

/** What the name sorts by: a person by last name (CUS-7). At most 255 characters, as the column holds. */
export function sortName(names: Names): string {
  const text = names.type === 'company' ? names.companyName : [names.lastName, names.firstName, names.middleName].filter(Boolean).join(' ');
  return [...(text ?? '')].slice(0, 255).join('');
}

/** The digits a number sorts by, the last run of them: C-01047 → 1047. */
export function numberOrder(number: string): string {
  const digits = /(\d{1,18})\D*$/.exec(number);
  return digits ? BigInt(digits[1]).toString() : '0';
}

/** The fields of the other type are emptied: a company has no first name, a person no company name. */
export function withoutOtherType<T extends Partial<Names> & Pick<Names, 'type'>>(details: T): T {
  const other = details.type === 'company' ? { title: null, firstName: null, middleName: null, lastName: null } : { companyName: null };
  return { ...details, ...other };
}
