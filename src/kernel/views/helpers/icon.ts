import type Handlebars from 'handlebars';
import { iconMarkup } from '../markup';
import { assetsOf, type HelperOptions } from '../helper-arguments';

/** `{{icon "plus"}}`, `{{icon "chevron-down" "i-s"}}`: a picture of the sprite; a word or a label stands beside it. */
export function icon(name: string, classes: string | HelperOptions, options?: HelperOptions): Handlebars.SafeString {
  const last = options ?? classes as HelperOptions;
  return iconMarkup(assetsOf(last).url('icons.svg'), name, typeof classes === 'string' ? classes : '');
}
