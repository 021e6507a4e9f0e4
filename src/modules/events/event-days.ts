import type { LeapDay } from '../../kernel/time/recurrence';

/** How an event comes again; one that comes once has a year. */
export const OCCURRENCES = ['yearly', 'monthly', 'once'] as const;
export type Occurrence = (typeof OCCURRENCES)[number];

/** When an event is. Calendar dates belong to no time zone. */
export interface EventDay {
  readonly month: number;
  readonly day: number;
  /** null: not known. */
  readonly year: number | null;
  readonly occurrence: Occurrence;
  readonly leapRule: LeapDay;
}

/** A day to look for in the index of events: which events with that `due_key` fall on it. */
export interface DueKey {
  /** YYYY-MM-DD as a figure: 20260228. */
  readonly ymd: number;
  /** month * 100 + day; of monthly events the day alone. */
  readonly key: number;
  /** Only events with this rule; null: all. */
  readonly rule: LeapDay | null;
}

const DAY_MS = 86_400_000;
const LEAP_DAY = 229;

/** The days from `from` to `to` (both YYYY-MM-DD, both included) with the keys of what falls on each; once a year also 29 February. */
export function dueKeys(from: string, to: string): DueKey[] {
  const keys: DueKey[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += DAY_MS) keys.push(...keysOf(new Date(at)));
  return keys;
}

function keysOf(date: Date): DueKey[] {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const ymd = (year * 100 + month) * 100 + day;
  const last = daysIn(year, month);
  // On the last day of a short month come the monthly events of the days it lacks.
  const days = day === last ? [day, 29, 30, 31].filter((one, at) => at === 0 || one > last) : [day];
  const keys: DueKey[] = [{ ymd, key: month * 100 + day, rule: null }, ...days.map((key): DueKey => ({ ymd, key, rule: null }))];
  if (daysIn(year, 2) === 29) return keys;
  if (month === 2 && day === 28) keys.push({ ymd, key: LEAP_DAY, rule: 'feb28' });
  if (month === 3 && day === 1) keys.push({ ymd, key: LEAP_DAY, rule: 'mar1' });
  return keys;
}

/** The first day on or after `today` (YYYY-MM-DD) on which the event is; null when it came once and is over. Never before its own year. */
export function nextDue(event: EventDay, today: string): string | null {
  const origin = event.year === null ? null : dateOf(event.year, event);
  if (event.occurrence === 'once') return origin !== null && origin >= today ? origin : null;
  const begin = origin !== null && origin > today ? origin : today;
  const [year, first] = [Number(begin.slice(0, 4)), Number(begin.slice(5, 7))];
  const dates = event.occurrence === 'yearly' ? [dateOf(year, event), dateOf(year + 1, event)] : [0, 1].map((later) => monthly(year, first + later, event.day));
  return dates.find((date) => date >= begin) ?? null;
}

/** Its day in that year: 29 February where its rule puts it. */
function dateOf(year: number, { month, day, leapRule }: EventDay): string {
  if (day <= daysIn(year, month)) return text(year, month, day);
  return leapRule === 'mar1' ? text(year, 3, 1) : text(year, 2, 28);
}

/** @param month may pass 12 by one */
function monthly(year: number, month: number, day: number): string {
  const [y, m] = month > 12 ? [year + 1, month - 12] : [year, month];
  return text(y, m, Math.min(day, daysIn(y, m)));
}

function text(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The calendar date as a figure, as `DueKey` has it, back in words: 20260228 is 2026-02-28. */
export function dateOfFigure(ymd: number): string {
  return text(Math.floor(ymd / 10_000), Math.floor(ymd / 100) % 100, ymd % 100);
}

/** Whether there is such a day; in a year that is not known 29 February is one. */
export function isDay(year: number | null, month: number, day: number): boolean {
  return day >= 1 && day <= daysIn(year ?? 2000, month);
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A calendar date so many days later. @param date YYYY-MM-DD */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one calendar date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
