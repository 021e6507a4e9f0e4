import type { Message } from '../../../kernel/i18n/message';
import { countryName, isCountry } from '../../../kernel/reference/countries';
import { isLanguage, languageName } from '../../../kernel/reference/languages';
import type { KindWords } from '../../activity/activity.words';

/** Changes of a customer in words: codes become names, a picture is only said to be there. */
export const customerWords: KindWords = { icon: 'pencil', fields: 'customers.fields', value: customerValue };

function customerValue(field: string, value: unknown, language: string): string | Message | null {
  if (typeof value !== 'string') return null;
  if (field === 'country' || field === 'billingCountry') return isCountry(value) ? countryName(value, language) : null;
  if (field === 'language') return isLanguage(value) ? languageName(value, language) : null;
  if (field === 'pictureId') return { key: 'activity.picture' };
  if (field === 'type') return { key: `customers.types.${value}` };
  if (field === 'discountKind') return { key: `customers.discountKinds.${value}` };
  return null;
}
