import type { FieldErrors, Typed } from '../../../kernel/forms/read-form';
import { countries } from '../../../kernel/reference/countries';
import { CUSTOMER_TYPES } from '../../customers/customer-details';
import type { SettingValues } from '../../settings/setting-values';
import { hasTerms, mustFields } from './registration.form';
import type { WaitingCustomer } from './registrations.queries';

const EMPTY = {
  type: 'company', companyName: '', firstName: '', lastName: '', position: '', email: '', phone: '', website: '', vatNumber: '', street: '', postcode: '', city: '',
  password: '', repeat: '', terms: '', nickname: '',
};

/** What `views/area/register.hbs` shows. Passwords are never shown again. */
export function registerPage(settings: Readonly<SettingValues>, language: string, typed: Typed | null = null, errors: FieldErrors = {}) {
  const values = { ...EMPTY, country: settings.defaultCountry, ...typed, password: '', repeat: '' };
  return {
    form: { values, errors },
    types: CUSTOMER_TYPES.map((value) => ({ value, label: { key: `registration.types.${value}` } })),
    countries: countries(language).map(({ code, name }) => ({ value: code, label: name })),
    // The star of a company's fields stands there for persons, too, as nothing can be hidden without script.
    must: Object.fromEntries(['position', 'phone', 'website', 'vatNumber', 'street', 'postcode', 'city', 'country'].map((name) => [name, mustFields(settings, 'company').some((must) => must === name)])),
    terms: hasTerms(settings) ? { text: settings.registrationTerms, url: settings.registrationTermsUrl } : null,
  };
}

/** What `views/area/registrations.hbs` shows to administrators. */
export function registrationsPage(rows: readonly WaitingCustomer[], limit: number) {
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
