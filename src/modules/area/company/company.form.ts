import { Email, LongText, Phone, Text, WebAddress } from '../../../kernel/forms/fields';

/** What an admin contact edits of the company beside its addresses, checked as the forms of staff do (CUS-9). */
export class CompanyDataForm {
  @Text({ max: 255 }) companyName!: string | null;
  @Text({ max: 50 }) title!: string | null;
  @Text({ max: 100 }) firstName!: string | null;
  @Text({ max: 100 }) middleName!: string | null;
  @Text({ max: 100 }) lastName!: string | null;
  @Email() email!: string | null;
  @Phone() phone!: string | null;
  @WebAddress() website!: string | null;
  @Text({ max: 40 }) vatNumber!: string | null;
}

/** What the form carries: the customer it was opened for, and what stood in it. */
export class CompanyCarriedForm {
  @Text({ max: 20, required: true }) customerId!: string;
  @LongText({ max: 60_000, required: true }) read!: string;
}
