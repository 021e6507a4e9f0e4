import { SECOND_FACTOR_FOR } from '../../kernel/http/system-settings';
import { CONTACT_PERMISSIONS } from '../../kernel/access/contact-permissions';
import { Choice, Color, Email, Flag, Id, Integer, JoinedChoices, LongText, Percent, Text, Version, WebAddress } from '../../kernel/forms/fields';
import { countries } from '../../kernel/reference/countries';
import { currencies } from '../../kernel/reference/currencies';
import { timeZones } from '../../kernel/reference/time-zones';
import { MAIL_RHYTHMS } from './setting-values';

const COUNTRY_CODES = countries('en').map(({ code }) => code);
const CURRENCY_CODES = currencies('en').map(({ code }) => code);
const HIGHEST_NUMBER = 999_999_999_999;

/** Every section's form carries what stood in it when it was opened. */
abstract class SectionForm {
  @LongText({ max: 10_000 })
  read!: string | null;
}

export class CompanyForm extends SectionForm {
  @Text({ max: 200 }) companyName!: string | null;
  @Text({ max: 255 }) companyStreet!: string | null;
  @Text({ max: 20 }) companyPostcode!: string | null;
  @Text({ max: 100 }) companyCity!: string | null;
  @Choice(COUNTRY_CODES) companyCountry!: string | null;
  @Flag() removeLogo!: boolean;
}

export class RegionalForm extends SectionForm {
  @Text({ max: 16, required: true }) language!: string;
  @Choice(timeZones(), { required: true }) timeZone!: string;
  @Choice(COUNTRY_CODES) defaultCountry!: string | null;
}

export class BaseCurrencyForm extends SectionForm {
  @Choice(CURRENCY_CODES, { required: true }) baseCurrency!: string;
}

export class CustomerSettingsForm extends SectionForm {
  @Text({ max: 16 }) prefix!: string | null;
  @Integer({ min: 1, max: HIGHEST_NUMBER, required: true }) nextNumber!: number;
  @Integer({ min: 1, max: 12, required: true }) minDigits!: number;
  @Flag() groupRequired!: boolean;
  @Id() defaultGroupId!: string | null;
  @JoinedChoices(CONTACT_PERMISSIONS) contactPermissions!: string;
}

export class SecurityForm extends SectionForm {
  @Choice(SECOND_FACTOR_FOR, { required: true }) secondFactorFor!: string;
}

export class AnniversarySettingsForm extends SectionForm {
  @Choice(MAIL_RHYTHMS, { required: true }) anniversaryMailRhythm!: string;
  @Integer({ min: 1, max: 60, required: true }) anniversaryMailDays!: number;
}

export class AreaSettingsForm extends SectionForm {
  @Color({ required: true }) accentColor!: string;
  @WebAddress() legalUrl!: string | null;
  @WebAddress() privacyUrl!: string | null;
  @WebAddress() contactUrl!: string | null;
  @Email() contactEmail!: string | null;
  @Flag() areaManageColleagues!: boolean;
  @Flag() areaEditAddresses!: boolean;
  @Flag() areaApproveChanges!: boolean;
  @Flag() areaSeeAllFiles!: boolean;
  @Flag() areaDeleteFiles!: boolean;
}

export class RegistrationSettingsForm extends SectionForm {
  @Flag() registrationOpen!: boolean;
  @Flag() registrationConfirmed!: boolean;
  @Flag() registrationNeedsPosition!: boolean;
  @Flag() registrationNeedsPhone!: boolean;
  @Flag() registrationNeedsWebsite!: boolean;
  @Flag() registrationNeedsVatNumber!: boolean;
  @Flag() registrationNeedsAddress!: boolean;
  @LongText({ max: 4_000 }) registrationTerms!: string | null;
  @WebAddress() registrationTermsUrl!: string | null;
}

export class CurrencyForm {
  @Choice(CURRENCY_CODES, { required: true }) code!: string;
}

/** A row that people edit carries the version it was read with. */
abstract class ListRowForm {
  @Text({ max: 100, required: true }) name!: string;
  @Flag() active!: boolean;
  @Version() version!: number | null;
}

export class PaymentModeForm extends ListRowForm {}

export class TaxRateForm extends ListRowForm {
  @Percent({ required: true }) rate!: string;
}
