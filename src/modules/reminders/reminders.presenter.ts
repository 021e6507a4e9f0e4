import type { StaffActor } from '../../kernel/access/actor';
import type { FormShown } from '../../kernel/views/form';
import { dayNumber, formatDate } from '../../kernel/views/formats';
import type { Message } from '../../kernel/i18n/message';
import { LEAP_DAYS, REPEAT_UNITS, WEEKDAYS } from '../../kernel/time/recurrence';
import { dateOf, instantOf, plusDays, wallAt, type WallTime } from '../../kernel/time/wall-time';
import type { CustomerAbilities } from '../customers/customer.policy';
import type { Colleague } from './colleagues.queries';
import { shownAt, type Reminder } from './reminder';
import { mayChangeReminder } from './reminder.policy';
import { MORNING, SNOOZES } from './reminder-snooze';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Who looks, and when. */
export interface Looking {
  readonly actor: StaffActor;
  readonly zone: string;
  readonly now: Date;
}

/** One reminder as lists show it. @param path below which it is done, put off and edited */
export function reminderLine({ actor, zone, now }: Looking, reminder: Reminder, can: Pick<CustomerAbilities, 'edit'>, path: string) {
  const at = shownAt(reminder);
  const overdue = reminder.openAt !== null && at !== null && at < now;
  return {
    id: reminder.id, body: reminder.body, path, version: reminder.version,
    at, near: at !== null && isNear(at, zone, now), overdue, late: reminder.openLate, overdueBy: overdue ? overdueBy(at, now) : null,
    snoozed: reminder.openAt === null && reminder.snoozedUntil !== null,
    done: reminder.state === 'done',
    repeat: reminder.repeat ? { key: `reminders.repeats.${reminder.repeat.unit}`, params: { every: reminder.repeat.every, count: reminder.repeat.every } } : null,
    quiet: reminder.kind === 'not_contacted' ? { key: 'reminders.quiet', params: { count: reminder.quietDays ?? 0 } } : null,
    who: reminder.staffId === actor.id ? null : reminder.staffName, byMail: reminder.alsoByMail,
    mayChange: mayChangeReminder(actor, reminder, can),
  };
}

/** How long something has been due: minutes, hours, days. */
export function overdueBy(at: Date, now: Date): Message {
  const passed = now.getTime() - at.getTime();
  if (passed < HOUR_MS) return { key: 'reminders.overdue.minutes', params: { count: Math.max(1, Math.floor(passed / 60_000)) } };
  if (passed < DAY_MS) return { key: 'reminders.overdue.hours', params: { count: Math.floor(passed / HOUR_MS) } };
  return { key: 'reminders.overdue.days', params: { count: Math.floor(passed / DAY_MS) } };
}

/** What a new reminder begins with: tomorrow morning, for oneself, once. */
export function newReminder({ actor, zone, now }: Looking): FormShown {
  const tomorrow = dateOf(plusDays(wallAt(now, zone), 1));
  return { values: { kind: 'plain', date: tomorrow, time: MORNING, repeat: 'none', every: '1', days: [], leapDay: 'feb28', staffId: actor.id } };
}

/** The form with its choices, and the dates that follow from it. */
export function reminderForm(form: FormShown, colleagues: readonly Pick<Colleague, 'id' | 'name'>[], dates: NextDates | null) {
  const worded = (values: readonly string[], branch: string) => values.map((value) => ({ value, label: { key: `${branch}.${value}` } }));
  return {
    form, dates,
    choices: {
      kinds: worded(['plain', 'not_contacted'], 'reminders.kinds'), repeats: worded(['none', ...REPEAT_UNITS], 'reminders.units'),
      days: worded(WEEKDAYS, 'reminders.weekdays'), leapDays: worded(LEAP_DAYS, 'reminders.leapDays'),
      staff: colleagues.map(({ id, name }) => ({ value: id, label: name })), snoozes: SNOOZES,
    },
  };
}

/** The next few times, or why there are none. */
export interface NextDates {
  readonly walls: readonly { readonly at: Date; readonly text: string }[];
  readonly zone: string;
  readonly refusal: Message | null;
}

/** @param locale BCP 47, for the words of the dates; they are in the zone of the person reminded, whoever looks */
export function nextDates(walls: readonly WallTime[], zone: string, locale: string): NextDates {
  const dates = walls.map((wall) => instantOf(wall, zone));
  return { walls: dates.map((at) => ({ at, text: formatDate(locale, zone, 'weekdayTime', at) })), zone, refusal: null };
}

/** Within the days that have a name: up to six back, and tomorrow. */
function isNear(at: Date, zone: string, now: Date): boolean {
  const days = dayNumber(zone, at) - dayNumber(zone, now);
  return days >= -6 && days <= 1;
}
