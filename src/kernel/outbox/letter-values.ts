import type { Language, Texts } from '../i18n/texts';
import { formatDate } from '../views/formats';

export type MergeValues = Readonly<Record<string, string | number>>;

/**
 * How a merge value is written: `text` as it is (several lines are kept), `instant` (ISO) as date and time in the company's
 * zone, `wall` (YYYY-MM-DDTHH:mm) as that date and time, of whatever zone, `date` (YYYY-MM-DD), `hours` as "48 hours", from three
 * whole days on as "14 days", `address` as something to follow: http(s), complete; `words` is the last part of a key below
 * `letters.words`, or empty for none.
 */
export type MergeFieldType = 'text' | 'instant' | 'wall' | 'date' | 'hours' | 'address' | 'words';

/** A merge field of a kind of letter; what it is called stands in the language files, `letters.fields.<name>`. */
export interface MergeField {
  readonly type?: MergeFieldType;
  /** What previews and test mails show in its place. */
  readonly sample: string | number;
}

const LONGEST = 5_000;

/** A value as the letter shows it. @throws when it is none of its type: the letter cannot be written. */
export function shownValue(name: string, value: string | number | undefined, type: MergeFieldType, texts: Texts, language: Language, timeZone: string): string {
  if (value === undefined || value === null) throw new Error(`the letter lacks its value ${name}`);
  switch (type) {
    case 'text': return readable(String(value));
    case 'hours': return duration(Number(value), language.locale);
    case 'date': return formatDate(language.locale, 'UTC', 'date', instant(name, value));
    case 'instant': return withTime(instant(name, value), timeZone, texts, language);
    case 'wall': return withTime(instant(name, `${value}Z`), 'UTC', texts, language);
    case 'words': return value === '' ? '' : texts.t(language.code, `letters.words.${value}`);
    case 'address': return followed(name, String(value));
  }
}

/** Without what turns the direction of the words around it or hides, and no longer than a letter can bear. */
export function readable(text: string): string {
  return text.slice(0, LONGEST).toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

function withTime(at: Date, timeZone: string, texts: Texts, { code, locale }: Language): string {
  return texts.t(code, 'common.date.withTime', { date: formatDate(locale, timeZone, 'date', at), time: formatDate(locale, timeZone, 'time', at) });
}

function duration(hours: number, locale: string): string {
  const inDays = hours >= 72 && hours % 24 === 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: inDays ? 'day' : 'hour', unitDisplay: 'long' }).format(inDays ? hours / 24 : hours);
}

function instant(name: string, value: string | number): Date {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) throw new Error(`the letter's value ${name} is no instant`);
  return at;
}

function followed(name: string, value: string): string {
  if (!/^https?:\/\/[^\s<>"]{1,2000}$/.test(value)) throw new Error(`the letter's value ${name} is no address`);
  return value;
}
