/**
 * Intl formatters, made once for each locale and options and kept: making one costs more than formatting a page with it.
 * The keys come from language files, settings and profiles, so the maps stay small.
 */
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();
const lists = new Map<string, Intl.ListFormat>();
const collators = new Map<string, Intl.Collator>();

const DATE_STYLES = {
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'long' },
  dayAndMonth: { day: 'numeric', month: 'long' },
  month: { month: 'long' },
  weekdayTime: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Amount with currency, in the currency's own number of digits, with a true minus sign. */
export function formatMoney(locale: string, amount: string | number, currency: string): string {
  return tidy(numberFormat(`${locale} ${currency}`, locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }), amount);
}

/** Figure with at most `digits` decimals. */
export function formatNumber(locale: string, value: string | number, digits = 3): string {
  return tidy(numberFormat(`${locale} /${digits}`, locale, { maximumFractionDigits: digits }), value);
}

export function formatDate(locale: string, timeZone: string, style: keyof typeof DATE_STYLES, instant: Date): string {
  return dateFormat(`${locale} ${timeZone} ${style}`, locale, { ...DATE_STYLES[style], timeZone }).format(instant);
}

/** Names on one line, joined as that language joins them: "a, b, c", "a, b und c", "a، b". */
export function formatList(locale: string, items: readonly string[]): string {
  let format = lists.get(locale);
  if (!format) lists.set(locale, format = new Intl.ListFormat(locale, { type: 'conjunction', style: 'narrow' }));
  return format.format(items);
}

/** The order of two names for readers of that language. */
export function compareNames(locale: string, a: string, b: string): number {
  let collator = collators.get(locale);
  if (!collator) collators.set(locale, collator = new Intl.Collator(locale));
  return collator.compare(a, b);
}

/** Number of the calendar day of `instant` in that zone; the difference of two is a number of days. */
export function dayNumber(timeZone: string, instant: Date): number {
  const day = dateFormat(`day ${timeZone}`, 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(instant);
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}

function numberFormat(key: string, locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let format = numbers.get(key);
  if (!format) numbers.set(key, format = new Intl.NumberFormat(locale, options));
  return format;
}

function dateFormat(key: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let format = dates.get(key);
  if (!format) dates.set(key, format = new Intl.DateTimeFormat(locale, options));
  return format;
}

// Strings reach Intl as they are: a DECIMAL has more digits than a float.
function tidy(format: Intl.NumberFormat, value: string | number): string {
  return format.format(value as number).replace('-', '−');
}
