import { RRule, type Options } from 'rrule';
import { dateOf, floating, fromFloating, instantOf, plusDays, wallAt, type WallTime } from './wall-time';

/** How something comes again, in the words people pick from (REM-1). */
export const REPEAT_UNITS = ['daily', 'weekdays', 'weekly', 'monthly', 'monthly-weekday', 'monthly-last', 'yearly'] as const;
export type RepeatUnit = (typeof REPEAT_UNITS)[number];

/** Days of a week as RFC 5545 writes them, Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** On which day 29 February falls in other years (REM-2). */
export const LEAP_DAYS = ['feb28', 'mar1'] as const;
export type LeapDay = (typeof LEAP_DAYS)[number];

export interface Repeat {
  /**
   * `weekdays`: Monday to Friday. `monthly`: on the same date, in shorter months on their last day. `monthly-weekday`: on the
   * same weekday of the month (the second Tuesday; a fifth is the last). `monthly-last`: on the last day.
   */
  readonly unit: RepeatUnit;
  /** Every so many days, weeks, months or years; 1 to 99. */
  readonly every: number;
  /** Only for `weekly`: on these days; none is the day it begins on. */
  readonly days: readonly Weekday[];
  /** The last calendar date it may fall on, `YYYY-MM-DD`; null: no end. */
  readonly until: string | null;
  /** For `yearly` things of 29 February. */
  readonly leapDay: LeapDay;
}

const FREQUENCY: Readonly<Record<RepeatUnit, string>> = {
  daily: 'DAILY', weekdays: 'WEEKLY', weekly: 'WEEKLY', monthly: 'MONTHLY', 'monthly-weekday': 'MONTHLY', 'monthly-last': 'MONTHLY', yearly: 'YEARLY',
};

/**
 * The rule of RFC 5545 without its DTSTART, for example `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU`. Short months are said by
 * `BYMONTHDAY=28,29,30,31;BYSETPOS=-1` (the last that there is), 29 February likewise or as day 60 of the year, which is
 * 1 March in other years: so every calendar program reads the same days out of it. UNTIL is a wall time, like DTSTART.
 * @param start wall time of the first occurrence
 */
export function ruleText(repeat: Repeat, start: WallTime): string {
  const parts = [`FREQ=${FREQUENCY[repeat.unit]}`, ...(repeat.every > 1 && repeat.unit !== 'weekdays' ? [`INTERVAL=${repeat.every}`] : []), ...daysOf(repeat, start)];
  if (repeat.until) parts.push(`UNTIL=${repeat.until.replaceAll('-', '')}T235959`);
  return parts.join(';');
}

/**
 * The occurrences from `from` on, soonest first, at most `limit`.
 * @param start wall time of an occurrence, or of the earliest possible one: intervals are counted from it
 */
export function occurrencesFrom(repeat: Repeat, start: WallTime, from: WallTime, limit: number): WallTime[] {
  const found: WallTime[] = [];
  for (const wall of occurrencesOf(ruleText(repeat, start), start, from)) {
    if (found.length === limit) break;
    found.push(wall);
  }
  return found;
}

/**
 * The first occurrence whose instant in `zone` lies after `after`; null when it has ended. Each occurrence is a wall time
 * resolved for itself, so no change of clocks leaves one out or doubles it (security.md, F10).
 * @param start an occurrence, or the earliest possible one
 * @param pattern the wall time that the rule's days follow from, when that is another one than `start`
 */
export function nextAfter(repeat: Repeat, start: WallTime, zone: string, after: Date, pattern: WallTime = start): WallTime | null {
  const earliest = plusDays(wallAt(after, zone), -1);
  for (const wall of occurrencesOf(ruleText(repeat, pattern), start, earliest > start ? earliest : start)) {
    if (instantOf(wall, zone) > after) return wall;
  }
  return null;
}

/** The date on which the `count`th occurrence falls, `YYYY-MM-DD`; the last one when it ends before. */
export function dateOfCount(repeat: Repeat, start: WallTime, count: number): string {
  return dateOf(occurrencesFrom(repeat, start, start, count).at(-1) ?? start);
}

/** Days are counted in wall time throughout: the package is given UTC and no zone, which it handles wrongly (docs/decisions/recurrence.md). */
function* occurrencesOf(text: string, start: WallTime, from: WallTime): Generator<WallTime> {
  const options: Partial<Options> = { ...RRule.parseString(text), dtstart: floating(start), wkst: RRule.MO };
  const rule = new RRule(options, true);
  for (let next = rule.after(floating(from), true); next; next = rule.after(next, false)) yield fromFloating(next);
}

function daysOf({ unit, days, leapDay }: Repeat, start: WallTime): string[] {
  const [, month, day] = dateOf(start).split('-').map(Number);
  switch (unit) {
    case 'daily': return [];
    case 'weekdays': return ['BYDAY=MO,TU,WE,TH,FR'];
    case 'weekly': return [`BYDAY=${days.length > 0 ? WEEKDAYS.filter((one) => days.includes(one)).join(',') : weekdayOf(start)}`];
    case 'monthly': return [day <= 28 ? `BYMONTHDAY=${day}` : `BYMONTHDAY=${upTo(day)};BYSETPOS=-1`];
    case 'monthly-weekday': return [`BYDAY=${day > 28 ? -1 : Math.ceil(day / 7)}${weekdayOf(start)}`];
    case 'monthly-last': return ['BYMONTHDAY=-1'];
    case 'yearly': return [month === 2 && day === 29 ? leapRule(leapDay) : `BYMONTH=${month};BYMONTHDAY=${day}`];
  }
}

function leapRule(leapDay: LeapDay): string {
  return leapDay === 'mar1' ? 'BYYEARDAY=60' : 'BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1';
}

function upTo(day: number): string {
  return Array.from({ length: day - 27 }, (_, at) => 28 + at).join(',');
}

function weekdayOf(wall: WallTime): Weekday {
  return WEEKDAYS[(floating(wall).getUTCDay() + 6) % 7];
}
