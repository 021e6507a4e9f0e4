export const CUSTOMER_TYPES = ['company', 'person'] as const;
export type CustomerType = (typeof CUSTOMER_TYPES)[number];

export const DISCOUNT_KINDS = ['none', 'before_tax', 'after_tax'] as const;
export type DiscountKind = (typeof DISCOUNT_KINDS)[number];

export interface Address {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Name of the state as shown; from the country's list where it has one, else as typed. */
  readonly state: string | null;
  readonly city: string | null;
  readonly postcode: string | null;
  readonly street: string | null;
}

/** What people say of a customer (CUS-7 to CUS-14): the columns that a form, an import or the counter may write. */
export interface CustomerDetails {
  type: CustomerType;
  companyName: string | null;
  title: string | null;
  firstName: string | null;
  middleName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  fax: string | null;
  website: string | null;
  vatNumber: string | null;
  pictureId: string | null;
  /** ISO 4217; null: the base currency. */
  currency: string | null;
  discountKind: DiscountKind;
  /** Per cent, as text with a point. */
  discountPercent: string | null;
  taxRateId: string | null;
  taxExempt: boolean;
  paymentModeId: string | null;
  paymentTermsDays: number | null;
  /** In the customer's currency, as text with a point. */
  creditLimit: string | null;
  creditRating: string | null;
  accountManagerId: string | null;
  country: string | null;
  state: string | null;
  city: string | null;
  postcode: string | null;
  street: string | null;
  billingCountry: string | null;
  billingState: string | null;
  billingCity: string | null;
  billingPostcode: string | null;
  billingStreet: string | null;
  sameShipping: boolean;
  /** null: the system's (CUS-13). */
  language: string | null;
}

export const EMPTY_DETAILS: Readonly<CustomerDetails> = {
  type: 'company',
  companyName: null,
  title: null,
  firstName: null,
  middleName: null,
  lastName: null,
  email: null,
  phone: null,
  fax: null,
  website: null,
  vatNumber: null,
  pictureId: null,
  currency: null,
  discountKind: 'none',
  discountPercent: null,
  taxRateId: null,
  taxExempt: false,
  paymentModeId: null,
  paymentTermsDays: null,
  creditLimit: null,
  creditRating: null,
  accountManagerId: null,
  country: null,
  state: null,
  city: null,
  postcode: null,
  street: null,
  billingCountry: null,
  billingState: null,
  billingCity: null,
  billingPostcode: null,
  billingStreet: null,
  sameShipping: true,
  language: null,
};

/** The fields of a customer's details, in the order of the steps. */
export const DETAIL_FIELDS = Object.keys(EMPTY_DETAILS) as (keyof CustomerDetails)[];
