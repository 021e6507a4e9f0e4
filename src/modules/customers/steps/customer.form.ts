import { Choice, Decimal, Email, Flag, Id, Ids, Integer, LongText, Percent, Phone, Text, WebAddress } from '../../../kernel/forms/fields';
import { CUSTOMER_TYPES, DISCOUNT_KINDS, type CustomerType, type DiscountKind } from '../customer-details';

const LONGEST_TERM_DAYS = 3_650;

/** Step General (CUS-7, CUS-9, CUS-13, CUS-15, CUS-16). Which name is a must-field depends on the type. */
export class GeneralForm {
  @Choice(CUSTOMER_TYPES, { required: true }) type!: CustomerType;
  @Text({ max: 255 }) companyName!: string | null;
  @Text({ max: 50 }) title!: string | null;
  @Text({ max: 100 }) firstName!: string | null;
  @Text({ max: 100 }) middleName!: string | null;
  @Text({ max: 100 }) lastName!: string | null;
  @Text({ max: 40 }) number!: string | null;
  @Ids() groupIds!: string[];
  @Text({ max: 100 }) newGroup!: string | null;
  @Email() email!: string | null;
  @Phone() phone!: string | null;
  @Phone() fax!: string | null;
  @WebAddress() website!: string | null;
  @Text({ max: 40 }) vatNumber!: string | null;
  @Text({ max: 16 }) language!: string | null;
  @Ids() productIds!: string[];
  @LongText({ max: 10_000 }) insight!: string | null;
}

/** Step Finance (CUS-10, CUS-14). */
export class FinanceForm {
  @Text({ max: 3 }) currency!: string | null;
  @Choice(DISCOUNT_KINDS, { required: true }) discountKind!: DiscountKind;
  @Percent() discountPercent!: string | null;
  @Id() taxRateId!: string | null;
  @Flag() taxExempt!: boolean;
  @Id() paymentModeId!: string | null;
  @Integer({ min: 0, max: LONGEST_TERM_DAYS }) paymentTermsDays!: number | null;
  @Decimal({ digits: 15, decimals: 4 }) creditLimit!: string | null;
  @Text({ max: 50 }) creditRating!: string | null;
  @Id() accountManagerId!: string | null;
}

/** Step Address without its address book (CUS-11, CUS-12). */
export class AddressForm {
  @Text({ max: 2 }) country!: string | null;
  @Text({ max: 100 }) state!: string | null;
  @Text({ max: 100 }) city!: string | null;
  @Text({ max: 20 }) postcode!: string | null;
  @Text({ max: 255 }) street!: string | null;
  @Text({ max: 2 }) billingCountry!: string | null;
  @Text({ max: 100 }) billingState!: string | null;
  @Text({ max: 100 }) billingCity!: string | null;
  @Text({ max: 20 }) billingPostcode!: string | null;
  @Text({ max: 255 }) billingStreet!: string | null;
  @Flag() sameShipping!: boolean;
  @Text({ max: 4 }) shippingDefault!: string | null;
}

/** A row of the address book (CUS-12). */
export class ShippingAddressForm {
  @Text({ max: 20 }) id!: string | null;
  @Text({ max: 255 }) name!: string | null;
  @Text({ max: 2, required: true }) country!: string;
  @Text({ max: 100 }) state!: string | null;
  @Text({ max: 100, required: true }) city!: string;
  @Text({ max: 20 }) postcode!: string | null;
  @Text({ max: 255, required: true }) street!: string;
}
