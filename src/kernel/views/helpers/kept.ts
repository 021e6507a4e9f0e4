import type Handlebars from 'handlebars';
import { frameOf, keptOf, textArgument, type HelperOptions } from '../helper-arguments';
import { partMarkup } from '../markup';

/**
 * `{{kept "side-menu" items}}`, `{{kept "keys" menu=@frame.menu}}`: a part that depends on what it is handed and on the
 * language alone, written once and kept (`KeptParts`).
 */
export function kept(part: unknown, context: unknown, options?: HelperOptions): Handlebars.SafeString {
  const last = options ?? context as HelperOptions;
  const handed: unknown = options ? context : last.hash;
  return partMarkup(keptOf(last).html(textArgument('kept', part), handed, frameOf(last)));
}
