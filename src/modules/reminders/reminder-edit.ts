import { dateOf } from '../../kernel/time/wall-time';
import type { Reminder } from './reminder';
import type { ReminderForm, ScheduleForm } from './reminder.form';
import { timeOfDay } from './reminder-plan';

/** A stored reminder as its form shows it. A recurrence is shown by its first date, from which its days follow. */
export function formOf(reminder: Reminder): ReminderForm {
  const { kind, quietDays, repeat, startsLocal, staffId, body, alsoByMail } = reminder;
  return {
    kind, quietDays, staffId, body, alsoByMail, time: timeOfDay(reminder), date: kind === 'plain' ? dateOf(startsLocal) : null,
    repeat: repeat?.unit ?? 'none', every: repeat?.every ?? 1, days: [...(repeat?.days ?? [])],
    until: repeat?.count === null ? repeat.until : null, count: repeat?.count ?? null, leapDay: repeat?.leapDay ?? 'feb28',
  };
}

/** Whether a form leaves the times of a reminder as they are. */
export function sameSchedule(reminder: Reminder, form: ScheduleForm): boolean {
  return scheduleText(formOf(reminder)) === scheduleText(form);
}

/** What the log says of it, by field. */
export function factsOf({ kind, quietDays, date, time, repeat, body, alsoByMail }: ReminderForm, staffName: string) {
  const plain = kind !== 'not_contacted';
  return { body, staff: staffName, alsoByMail, when: plain ? `${date} ${time}` : time, quietDays: plain ? null : quietDays, repeat: plain ? (repeat ?? 'none') : 'none' };
}

function scheduleText({ kind, quietDays, date, time, repeat, every, days, until, count, leapDay }: ScheduleForm): string {
  if (kind === 'not_contacted') return JSON.stringify([quietDays, time]);
  const rule = repeat === null || repeat === 'none' ? null : [repeat, every ?? 1, repeat === 'weekly' ? [...days].sort() : [], count === null ? until : count, leapDay ?? 'feb28'];
  return JSON.stringify([date, time, rule]);
}
