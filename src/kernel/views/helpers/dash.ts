import type Handlebars from 'handlebars';
import { dashMarkup } from '../markup';
import { frameOf, type HelperOptions } from '../helper-arguments';

/** `{{dash}}`: the grey dash that stands for nothing. */
export function dash(options: HelperOptions): Handlebars.SafeString {
  const { texts, language } = frameOf(options);
  return dashMarkup(texts.t(language.code, 'common.none'));
}
