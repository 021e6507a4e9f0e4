import type { Message } from '../../i18n/message';
import type { TextParams } from '../../i18n/texts';
import { frameOf, type HelperOptions } from '../helper-arguments';

/** `{{t "groups.title" count=3}}` or `{{t message}}`: the words for a key or a Message, in the reader's language. */
export function t(what: string | Message, options: HelperOptions): string {
  const { texts, language } = frameOf(options);
  if (typeof what === 'string') {
    return texts.t(language.code, what, Object.keys(options.hash as object).length > 0 ? options.hash as TextParams : undefined);
  }
  if (!what || typeof what.key !== 'string') throw new Error('{{t}} wants a key or a message');
  return texts.message(language.code, what);
}
