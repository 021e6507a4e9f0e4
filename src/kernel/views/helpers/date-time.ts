import { formatDate } from '../formats';
import { frameOf, instantArgument, type HelperOptions } from '../helper-arguments';

/** `{{dateTime value}}`: "19 Nov 2026, 09:41" in the reader's zone. */
export function dateTime(value: unknown, options: HelperOptions): string {
  const { timeZone, texts, language } = frameOf(options);
  const instant = instantArgument('dateTime', value);
  return texts.t(language.code, 'common.date.withTime', {
    date: formatDate(language.locale, timeZone, 'date', instant), time: formatDate(language.locale, timeZone, 'time', instant),
  });
}
