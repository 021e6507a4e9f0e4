import type Handlebars from 'handlebars';
import { formatMoney } from '../formats';
import { frameOf, numberArgument, textArgument, type HelperOptions } from '../helper-arguments';
import { dash } from './dash';

/** `{{money amount "EUR"}}`; with `dash=true` nothing or zero is a grey dash, as in tables. */
export function money(amount: unknown, currency: unknown, options: HelperOptions): string | Handlebars.SafeString {
  const dashed = (options.hash as { dash?: boolean }).dash === true;
  if (dashed && (amount === null || Number(amount) === 0)) return dash(options);
  return formatMoney(frameOf(options).language.locale, numberArgument('money', amount), textArgument('money', currency));
}
