import { addDays, daysBetween, daysIn } from './event-days';

export const PERIODS = ['next30', 'week', 'month', 'nextMonth', 'custom'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** The longest period, in days. */
export const LONGEST = 366;

export interface Period {
  readonly name: PeriodName;
  /** YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
}

/** The days a name stands for. Weeks begin on Monday. @param today YYYY-MM-DD */
export function namedPeriod(name: Exclude<PeriodName, 'custom'>, today: string): Period {
  if (name === 'next30') return { name, from: today, to: addDays(today, 29) };
  if (name === 'week') {
    const from = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
    return { name, from, to: addDays(from, 6) };
  }
  const first = `${today.slice(0, 7)}-01`;
  const from = name === 'month' ? first : addDays(first, daysIn(Number(first.slice(0, 4)), Number(first.slice(5, 7))));
  return { name, from, to: addDays(from, daysIn(Number(from.slice(0, 4)), Number(from.slice(5, 7))) - 1) };
}

/** Days somebody typed; null when they are none, turned round, or too many. */
export function customPeriod(from: string, to: string): Period | null {
  if (!isDate(from) || !isDate(to) || to < from || daysBetween(from, to) >= LONGEST) return null;
  return { name: 'custom', from, to };
}

function isDate(text: string): boolean {
  if (!/^(1[7-9]|2[01])\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
