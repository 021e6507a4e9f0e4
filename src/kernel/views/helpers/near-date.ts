import { dayNumber, formatDate } from '../formats';
import { frameOf, instantArgument, type HelperOptions } from '../helper-arguments';

const WORDS: Readonly<Record<number, string>> = {
  0: 'common.date.today', [-1]: 'common.date.yesterday', 1: 'common.date.tomorrow',
};

/** `{{nearDate value}}`: "Today, 09:41", "Thursday, 15:02" within six days past, otherwise "19 Nov 2026"; reader's zone. */
export function nearDate(value: unknown, options: HelperOptions): string {
  const { timeZone, texts, now, language } = frameOf(options);
  const instant = instantArgument('nearDate', value);
  const days = dayNumber(timeZone, instant) - dayNumber(timeZone, now);
  if (days < -6 || days > 1) return formatDate(language.locale, timeZone, 'date', instant);
  const time = formatDate(language.locale, timeZone, 'time', instant);
  if (WORDS[days]) return texts.t(language.code, WORDS[days], { time });
  return texts.t(language.code, 'common.date.withTime', { date: formatDate(language.locale, timeZone, 'weekday', instant), time });
}
