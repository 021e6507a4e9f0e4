import type Handlebars from 'handlebars';
import type { HelperOptions } from '../helper-arguments';
import { dash } from './dash';

/** `{{orDash phone}}`: the text, or the grey dash where there is none. */
export function orDash(value: unknown, options: HelperOptions): string | Handlebars.SafeString {
  if (value === null || value === undefined || value === '') return dash(options);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`{{orDash}} wants a text, got ${typeof value}`);
  return String(value);
}
