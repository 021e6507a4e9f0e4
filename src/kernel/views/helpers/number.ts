import { formatNumber } from '../formats';
import { frameOf, numberArgument, type HelperOptions } from '../helper-arguments';

/** `{{number total}}`, `{{number rate digits=2}}`: a figure in the reader's way of writing it. */
export function number(value: unknown, options: HelperOptions): string {
  return formatNumber(frameOf(options).language.locale, numberArgument('number', value), (options.hash as { digits?: number }).digits);
}
