import { formatDate } from '../formats';
import { frameOf, instantArgument, type HelperOptions } from '../helper-arguments';

const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `{{date value}}`: "19 Nov 2026". An instant in the reader's zone; a calendar date ("2026-11-19") belongs to no zone. */
export function date(value: unknown, options: HelperOptions): string {
  const { timeZone, language } = frameOf(options);
  const calendar = typeof value === 'string' && CALENDAR_DAY.test(value);
  return formatDate(language.locale, calendar ? 'UTC' : timeZone, 'date', instantArgument('date', value));
}
