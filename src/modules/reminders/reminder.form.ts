import { CalendarDate, Choice, Choices, Flag, Id, Integer, LongText, TimeOfDay, Version } from '../../kernel/forms/fields';
import { LEAP_DAYS, REPEAT_UNITS, WEEKDAYS, type LeapDay, type RepeatUnit, type Weekday } from '../../kernel/time/recurrence';
import { BODY_MAX, REMINDER_KINDS, type ReminderKind } from './reminder';
import { SNOOZES, type Snooze } from './reminder-snooze';

/** What is asked for when the days are chosen; shown again with the dates that follow from it. */
export class ScheduleForm {
  /** Left out: `plain`. */
  @Choice(REMINDER_KINDS) kind!: ReminderKind | null;
  @CalendarDate() date!: string | null;
  @TimeOfDay({ required: true }) time!: string;
  @Integer({ min: 1, max: 3_650 }) quietDays!: number | null;
  /** Left out: it comes once. */
  @Choice(['none', ...REPEAT_UNITS]) repeat!: 'none' | RepeatUnit | null;
  @Integer({ min: 1, max: 99 }) every!: number | null;
  @Choices(WEEKDAYS) days!: Weekday[];
  @CalendarDate() until!: string | null;
  @Integer({ min: 1, max: 999 }) count!: number | null;
  @Choice(LEAP_DAYS) leapDay!: LeapDay | null;
  /** Whom it reminds; left out: oneself. */
  @Id() staffId!: string | null;
}

export class ReminderForm extends ScheduleForm {
  @LongText({ max: BODY_MAX, required: true }) body!: string;
  @Flag() alsoByMail!: boolean;
}

export class ReminderEditForm extends ReminderForm {
  @Version({ required: true }) version!: number;
}

/** Until when it is put off: one of the usual times, or a date with a time. */
export class SnoozeForm {
  @Choice(SNOOZES) snooze!: Snooze | null;
  @CalendarDate() date!: string | null;
  @TimeOfDay() time!: string | null;
}
