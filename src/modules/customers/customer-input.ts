import type { CustomerDetails } from './customer-details';

export interface ShippingAddressInput {
  /** The row it changes; null: a new one. */
  readonly id: string | null;
  readonly isDefault: boolean;
  readonly name: string | null;
  readonly country: string;
  readonly state: string | null;
  readonly city: string;
  readonly postcode: string | null;
  readonly street: string;
}

/** A customer as a form, an import or the counter hands it over, checked. */
export interface CustomerInput {
  readonly details: CustomerDetails;
  /** null: the next of the series (CUS-9). */
  readonly number: string | null;
  readonly groupIds: readonly string[];
  readonly productIds: readonly string[];
  /** Only while the details say that shipping differs. */
  readonly shippingAddresses: readonly ShippingAddressInput[];
  /** Kept as the first internal note (CUS-16). */
  readonly insight: string | null;
}
