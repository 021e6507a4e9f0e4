import { instantOf, plusDays, wallAt, wallTime, dateOf, floating } from '../../kernel/time/wall-time';

/** How long something can be put off with one click. */
export const SNOOZES = ['hour', 'tomorrow', 'monday'] as const;
export type Snooze = (typeof SNOOZES)[number];

/** The time of day at which what was put off to another day comes back. */
export const MORNING = '09:00';

/** Until when: in an hour, or in the morning of tomorrow or of the next Monday as clocks in `zone` show it. */
export function snoozedUntil(snooze: Snooze, zone: string, now: Date): Date {
  if (snooze === 'hour') return new Date(now.getTime() + 3_600_000);
  const today = wallTime(dateOf(wallAt(now, zone)), MORNING);
  const days = snooze === 'tomorrow' ? 1 : 7 - ((floating(today).getUTCDay() + 6) % 7);
  return instantOf(plusDays(today, days), zone);
}
