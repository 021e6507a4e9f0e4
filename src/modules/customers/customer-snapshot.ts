import type { Typed } from '../../kernel/forms/read-form';
import type { CustomerDetails } from './customer-details';
import type { CustomerInput, ShippingAddressInput } from './customer-input';

/** A customer as the steps see it: everything they write, and the version that it had. */
export interface CustomerSnapshot extends Omit<CustomerInput, 'insight'> {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

export type TypedSteps = Readonly<Record<string, Typed>>;

type Shown = Pick<CustomerInput, 'details' | 'number' | 'groupIds' | 'productIds' | 'shippingAddresses'>;

/** Fields of an address-book row, in the order of the form. */
export const SHIPPING_FIELDS = ['id', 'name', 'country', 'state', 'city', 'postcode', 'street'] as const;

/**
 * The same customer in the words of the fields, by step. Two are alike exactly when these are: decimals without
 * trailing zeros, sets in one order.
 */
export function typedSteps({ details, number, groupIds, productIds, shippingAddresses }: Shown): TypedSteps {
  return {
    general: {
      type: details.type,
      ...texts(details, ['companyName', 'title', 'firstName', 'middleName', 'lastName']),
      number: number ?? '',
      groupIds: inOrder(groupIds),
      newGroup: '',
      ...texts(details, ['email', 'phone', 'fax', 'website', 'vatNumber', 'language']),
      productIds: inOrder(productIds),
      insight: '',
      pictureId: details.pictureId ?? '',
    },
    finance: {
      ...texts(details, ['currency', 'discountKind']),
      discountPercent: plainDecimal(details.discountPercent),
      ...texts(details, ['taxRateId']),
      taxExempt: details.taxExempt ? '1' : '',
      ...texts(details, ['paymentModeId', 'paymentTermsDays']),
      creditLimit: plainDecimal(details.creditLimit),
      ...texts(details, ['creditRating', 'accountManagerId']),
    },
    address: {
      ...texts(details, ['country', 'state', 'city', 'postcode', 'street', 'billingCountry', 'billingState', 'billingCity', 'billingPostcode', 'billingStreet']),
      sameShipping: details.sameShipping ? '1' : '',
      ...typedShipping(shippingAddresses),
    },
  };
}

/** The address book as fields `shipping.0.city`, and which of the rows is the default. */
export function typedShipping(rows: readonly ShippingAddressInput[]): Typed {
  const fields = rows.flatMap((row, index) => SHIPPING_FIELDS.map((name): [string, string] => [`shipping.${index}.${name}`, row[name] ?? '']));
  const chosen = rows.findIndex(({ isDefault }) => isDefault);
  return { shippingDefault: String(Math.max(0, chosen)), ...Object.fromEntries(fields) };
}

/** `12.5000` as people write it: `12.5`. */
export function plainDecimal(value: string | null): string {
  if (value === null) return '';
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
}

function texts(details: CustomerDetails, names: readonly (keyof CustomerDetails)[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(details[name] ?? '')]));
}

function inOrder(ids: readonly string[]): string[] {
  return [...ids].sort((one, other) => Number(BigInt(one) - BigInt(other)));
}
