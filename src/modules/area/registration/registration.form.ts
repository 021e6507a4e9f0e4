import { Choice, Email, Flag, Password, Phone, Text, WebAddress } from '../../../kernel/forms/fields';
import { readForm, type FieldErrors, type FormResult } from '../../../kernel/forms/read-form';
import { countries } from '../../../kernel/reference/countries';
import { CUSTOMER_TYPES, type CustomerType } from '../../customers/customer-details';
import type { SettingValues } from '../../settings/setting-values';
import { NewPasswordForm } from '../../staff/password.forms';

const COUNTRY_CODES = countries('en').map(({ code }) => code);

/** What somebody says who registers (ARE-5). Which further fields are must-fields, the settings say. */
export class RegistrationForm extends NewPasswordForm {
  @Choice(CUSTOMER_TYPES, { required: true }) type!: CustomerType;
  @Text({ max: 255 }) companyName!: string | null;
  @Text({ max: 100, required: true }) firstName!: string;
  @Text({ max: 100, required: true }) lastName!: string;
  @Text({ max: 100 }) position!: string | null;
  @Email({ required: true }) email!: string;
  @Phone() phone!: string | null;
  @WebAddress() website!: string | null;
  @Text({ max: 40 }) vatNumber!: string | null;
  @Text({ max: 255 }) street!: string | null;
  @Text({ max: 20 }) postcode!: string | null;
  @Text({ max: 100 }) city!: string | null;
  @Choice(COUNTRY_CODES) country!: string | null;
  @Flag() terms!: boolean;
  /** Nobody sees it; only programs fill it in. */
  @Text({ max: 1_000 }) nickname!: string | null;
}

/** Opens the link of the mail: the token, and the password that was chosen, since only whoever registered knows it (A26). */
export class VerificationForm {
  @Text({ max: 200 }) token!: string | null;
  @Password({ required: true }) password!: string;
}

export type Registered = Omit<RegistrationForm, 'repeat'>;

type Must = keyof Pick<RegistrationForm, 'companyName' | 'position' | 'phone' | 'website' | 'vatNumber' | 'street' | 'postcode' | 'city' | 'country'>;

/** The must-fields beside those that always are, for that type of customer. */
export function mustFields(settings: Readonly<SettingValues>, type: string): Must[] {
  const company: Must[] = type === 'company' ? ['companyName', ...(settings.registrationNeedsVatNumber ? ['vatNumber' as const] : [])] : [];
  return [
    ...company,
    ...(settings.registrationNeedsPosition && type === 'company' ? ['position' as const] : []),
    ...(settings.registrationNeedsPhone ? ['phone' as const] : []),
    ...(settings.registrationNeedsWebsite ? ['website' as const] : []),
    ...(settings.registrationNeedsAddress ? (['street', 'postcode', 'city', 'country'] as const) : []),
  ];
}

/** Reads the form and asks what the settings ask; the weakness of the password asks the caller. */
export function readRegistration(body: unknown, settings: Readonly<SettingValues>): FormResult<RegistrationForm> {
  const form = readForm(RegistrationForm, body);
  const errors: Record<string, FieldErrors[string]> = form.ok ? {} : { ...form.errors };
  for (const name of mustFields(settings, String(form.typed.type))) {
    if (String(form.typed[name] ?? '').trim() === '') errors[name] = { key: 'errors.required' };
  }
  if (form.ok && form.value.password !== form.value.repeat) errors.repeat = { key: 'errors.password_repeat' };
  if (hasTerms(settings) && form.typed.terms === '') errors.terms = { key: 'registration.errors.terms' };
  return Object.keys(errors).length > 0 ? { ok: false, typed: form.typed, errors } : form;
}

export function hasTerms(settings: Readonly<SettingValues>): boolean {
  return settings.registrationTerms !== '' || settings.registrationTermsUrl !== '';
}
