import { ArrayMaxSize, IsIn, IsInt, IsNotEmpty, IsOptional, Matches, Max, MaxLength, Min, MinLength, ValidateBy } from 'class-validator';
import type { Message } from '../i18n/message';
import { emailKey } from '../text/email-key';
import { registerField, type FieldReader } from './field-registry';

interface Required {
  /** A red star: left empty it is refused. */
  readonly required?: boolean;
}

const MANY = 10_000;
const LARGEST_VERSION = 4_294_967_295;

/** One line of text, trimmed; empty is null. `max` counts characters as the database does. */
export const Text = (options: Required & { max: number }) => field(oneLine, options, MaxLength(options.max, tooLong(options.max)));

/** Text of several lines. */
export const LongText = (options: Required & { max: number }) => field(severalLines, options, MaxLength(options.max, tooLong(options.max)));

/** An e-mail address as RFC 5321 allows it, local part in ASCII. */
export const Email = (options: Required = {}) =>
  field(oneLine, options, check('email', (value) => typeof value === 'string' && emailKey(value) !== null, { key: 'errors.email' }));

/** A phone number, kept as typed (IMP-3 says the same of imports). */
export const Phone = (options: Required = {}) => field(oneLine, options, MaxLength(40, tooLong(40)));

/** The address of a web page; http and https only, the scheme may be left out. */
export const WebAddress = (options: Required = {}) =>
  field(oneLine, options, MaxLength(255, tooLong(255)), check('webAddress', isWebAddress, { key: 'errors.web_address' }));

/** A colour, `#rrggbb`, as browsers send it. */
export const Color = (options: Required = {}) =>
  field({ list: false, read: ([text]) => text.trim().toLowerCase() || null }, options, Matches(/^#[0-9a-f]{6}$/, says({ key: 'errors.color' })));

/** A whole number between `min` and `max`. */
export const Integer = (options: Required & { min: number; max: number }) =>
  field(
    { list: false, read: ([text]) => (text === '' ? null : /^-?\d{1,15}$/.test(text) ? Number(text) : text) },
    options,
    IsInt(says({ key: 'errors.whole_number' })),
    Min(options.min, says({ key: 'errors.at_least', params: { min: options.min } })),
    Max(options.max, says({ key: 'errors.at_most', params: { max: options.max } })),
  );

/** The version that was read, as the form carries it; what is none is a malformed request (400), since nobody typed it. */
export const Version = (options: Required = {}) =>
  field({ list: false, given: true, read: ([text]) => (text === '' ? null : /^\d{1,10}$/.test(text) ? Number(text) : text) }, options, IsInt(), Min(0), Max(LARGEST_VERSION));

/** A text the form carries hidden. One that is too long is a malformed request (400), since nobody typed it. */
export const Carried = (options: { max: number }) => field({ ...oneLine, given: true }, {}, MaxLength(options.max));

/** A decimal number as text with a point, at most `digits` before and `decimals` after it; a decimal comma is understood. */
export const Decimal = (options: Required & { digits: number; decimals: number; signed?: boolean }) =>
  field(
    { list: false, read: ([text]) => (text === '' ? null : text.replace(/[\s'’]/g, '').replace(/^([^.,]*),([^.,]*)$/, '$1.$2')) },
    options,
    Matches(new RegExp(`^${options.signed ? '-?' : ''}\\d{1,${options.digits}}(\\.\\d{1,${options.decimals}})?$`), says({ key: 'errors.decimal', params: { decimals: options.decimals } })),
  );

/** Per cent between 0 and 100 with up to four decimals, as text with a point. */
export const Percent = (options: Required = {}) => {
  const decimal = Decimal({ ...options, digits: 3, decimals: 4 });
  const range = check('percent', (value) => Number(value) <= 100, { key: 'errors.percent' });
  return (target: object, name: string | symbol) => {
    range(target, name);
    decimal(target, name);
  };
};

/** One of `choices`. */
export const Choice = (choices: readonly string[], options: Required = {}) => field(oneLine, options, IsIn([...choices], says({ key: 'errors.choice' })));

/** Several of `choices`. */
export const Choices = (choices: readonly string[]) =>
  field(several, {}, IsIn([...choices], { each: true, ...says({ key: 'errors.choice' }) }), ArrayMaxSize(MANY, says({ key: 'errors.choice' })));

/** Several of `choices` as one text with commas between, in the order of `choices`; none is the empty text. */
export const JoinedChoices = (choices: readonly string[]) =>
  field(
    { list: true, read: (texts) => [...choices.filter((choice) => texts.includes(choice)), ...texts.filter((text) => !choices.includes(text))].join(',') },
    {},
    check('joinedChoices', (value) => value === '' || (typeof value === 'string' && value.split(',').every((part) => choices.includes(part))), { key: 'errors.choice' }),
  );

/** The id of another row; whether there is such a row, the service asks. */
export const Id = (options: Required = {}) => field(oneLine, options, Matches(/^[1-9]\d{0,18}$/, says({ key: 'errors.choice' })));

/** Ids of other rows. */
export const Ids = () => field(several, {}, Matches(/^[1-9]\d{0,18}$/, { each: true, ...says({ key: 'errors.choice' }) }), ArrayMaxSize(MANY, says({ key: 'errors.choice' })));

/** Ticks of a table of boxes, each of the shape `pattern`; others are a malformed request (400), since nobody typed them. */
export const Ticks = (pattern: RegExp) => field({ ...several, given: true }, {}, Matches(pattern, { each: true }), ArrayMaxSize(MANY));

/** A tick: true when sent, false when not. */
export const Flag = () => field({ list: false, read: ([text]) => text !== '' && text !== 'false' && text !== '0' }, {});

/** A password, taken as typed. Bounds as ASVS 6.2.1 and 6.2.9 ask. */
export const Password = (options: Required & { min?: number } = {}) =>
  field(
    { list: false, read: ([text]) => (text === '' ? null : text) },
    options,
    MinLength(options.min ?? 1, says({ key: 'errors.password_short', params: { min: options.min ?? 1 } })),
    MaxLength(200, tooLong(200)),
  );

/** A calendar date, `YYYY-MM-DD`. */
export const CalendarDate = (options: Required = {}) => field(oneLine, options, check('calendarDate', isCalendarDate, { key: 'errors.date' }));

/** A time of day, `HH:mm`. */
export const TimeOfDay = (options: Required = {}) => field({ list: false, read: ([text]) => text.trim().slice(0, 5) || null }, options, Matches(/^([01]\d|2[0-3]):[0-5]\d$/, says({ key: 'errors.time' })));

const oneLine: FieldReader = { list: false, read: ([text]) => clean(text).replace(/\s+/g, ' ').trim() || null };
const severalLines: FieldReader = { list: false, read: ([text]) => clean(text).replace(/\r\n?/g, '\n').trim() || null };
const several: FieldReader = { list: true, read: (typed) => [...new Set(typed.filter((text) => text !== ''))] };

function field(reader: FieldReader, options: Required, ...rules: PropertyDecorator[]) {
  return (target: object, name: string | symbol): void => {
    registerField(target, name, reader);
    const presence = options.required ? IsNotEmpty(says({ key: 'errors.required' })) : IsOptional();
    for (const rule of [presence, ...rules]) rule(target, name);
  };
}

/** Control characters reach no column; tabs and line breaks are left to the reader. A lone surrogate becomes U+FFFD. */
function clean(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}

function check(name: string, validate: (value: unknown) => boolean, message: Message): PropertyDecorator {
  // Without a message of its own the validator forgets the context in which ours stands.
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message.key } }, says(message));
}

function says(message: Message): { context: Message } {
  return { context: message };
}

function tooLong(max: number): { context: Message } {
  return says({ key: 'errors.too_long', params: { max } });
}

function isWebAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 255) return false;
  const text = /^[a-z][a-z0-9+.-]*:/i.test(value) && !/^[^/]*:\d+(\/|$)/.test(value) ? value : `https://${value}`;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.hostname.includes('.') && url.username === '';
}

function isCalendarDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
