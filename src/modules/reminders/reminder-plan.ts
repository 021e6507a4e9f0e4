import { FieldRefused } from '../../kernel/forms/field-refused';
import { nextAfter, occurrencesFrom, type Repeat } from '../../kernel/time/recurrence';
import { dateOf, instantOf, plusDays, timeOf, wallAt, wallTime, type WallTime } from '../../kernel/time/wall-time';
import { NOTHING_AHEAD, withEnd, type Ahead, type Reminder, type StoredRepeat } from './reminder';
import type { ScheduleForm } from './reminder.form';

/** When a reminder comes, as its row keeps it. */
export interface Plan extends Ahead {
  readonly startsLocal: WallTime;
  readonly repeat: StoredRepeat | null;
}

/**
 * What a form asks for, in the zone of the person reminded.
 * @throws FieldRefused when nothing of it lies ahead: a time that has passed is neither mailed at once nor silently lost
 * (behaviours 46), it is shown again to be put right.
 */
export function planOf(form: ScheduleForm, zone: string, now: Date): Plan {
  if (!form.date) throw new FieldRefused('date', { key: 'errors.required' });
  const typed = wallTime(form.date, form.time);
  const repeat = repeatOf(form);
  if (!repeat) {
    const nextAt = instantOf(typed, zone);
    if (nextAt <= now) throw new FieldRefused('date', { key: 'reminders.errors.past' });
    return { startsLocal: typed, repeat: null, nextLocal: typed, nextAt };
  }
  const [startsLocal] = occurrencesFrom(repeat, typed, typed, 1);
  if (!startsLocal) throw new FieldRefused('until', { key: 'reminders.errors.noneBeforeEnd' });
  const stored = withEnd(repeat, startsLocal);
  const nextLocal = nextAfter(stored, startsLocal, zone, now);
  if (!nextLocal) throw new FieldRefused(repeat.count === null ? 'until' : 'count', { key: 'reminders.errors.noneAhead' });
  return { startsLocal, repeat: stored, nextLocal, nextAt: instantOf(nextLocal, zone) };
}

/** When nobody will have been in contact for so many days: at that time of day, and never before `now`. */
export function quietPlan(time: string, quietDays: number, lastContact: Date, zone: string, now: Date): Plan {
  const wanted = plusDays(wallTime(dateOf(wallAt(lastContact, zone)), time), quietDays);
  const today = wallTime(dateOf(wallAt(now, zone)), time);
  const soonest = instantOf(today, zone) > now ? today : plusDays(today, 1);
  const nextLocal = wanted > soonest ? wanted : soonest;
  return { startsLocal: nextLocal, repeat: null, nextLocal, nextAt: instantOf(nextLocal, zone) };
}

/**
 * What comes after the occurrence `from`, not before `now`: of several that were missed one is made up for, and the
 * recurrence goes on (security.md, F9; docs/decisions/reminders.md).
 */
export function aheadOf({ repeat, zone, startsLocal }: Pick<Reminder, 'repeat' | 'zone' | 'startsLocal'>, from: WallTime, now: Date): Ahead {
  if (!repeat) return NOTHING_AHEAD;
  const passed = instantOf(from, zone);
  const nextLocal = nextAfter(repeat, from, zone, passed > now ? passed : now, startsLocal);
  return nextLocal === null ? NOTHING_AHEAD : { nextLocal, nextAt: instantOf(nextLocal, zone) };
}

/** The next few times something comes, from what lies ahead on. */
export function upcoming({ repeat, startsLocal, nextLocal }: Pick<Plan, 'repeat' | 'startsLocal' | 'nextLocal'>, limit: number): WallTime[] {
  if (nextLocal === null) return [];
  return repeat ? occurrencesFrom(repeat, startsLocal, nextLocal, limit) : [nextLocal];
}

/** The time of day of a reminder. */
export function timeOfDay({ nextLocal, startsLocal }: Pick<Reminder, 'nextLocal' | 'startsLocal'>): string {
  return timeOf(nextLocal ?? startsLocal);
}

function repeatOf({ repeat, every, days, until, count, leapDay }: ScheduleForm): (Repeat & { count: number | null }) | null {
  if (repeat === null || repeat === 'none') return null;
  return { unit: repeat, every: every ?? 1, days: repeat === 'weekly' ? days : [], until, count, leapDay: leapDay ?? 'feb28' };
}
