import type { Message } from '../../i18n/message';
import { formatList } from '../formats';
import { frameOf, type HelperOptions } from '../helper-arguments';

/** `{{joined names}}`: names or messages on one line, joined as the reader's language joins them. */
export function joined(items: readonly (string | Message)[], options: HelperOptions): string {
  if (!Array.isArray(items)) throw new Error(`{{joined}} wants a list, got ${typeof items}`);
  const { texts, language } = frameOf(options);
  return formatList(language.locale, (items as readonly (string | Message)[]).map((item) => (typeof item === 'string' ? item : texts.message(language.code, item))));
}
