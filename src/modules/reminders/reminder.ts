import { dateOfCount, type Repeat } from '../../kernel/time/recurrence';
import type { WallTime } from '../../kernel/time/wall-time';

/**
 * `plain`: at a time that people choose. `not_contacted`: when nobody has been in contact with the customer for `quietDays` days
 * (REM-1, `last-contact.ts`).
 */
export const REMINDER_KINDS = ['plain', 'not_contacted'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

/** A recurrence as it is stored: with the number of times that somebody typed, from which `until` follows. */
export interface StoredRepeat extends Repeat {
  readonly count: number | null;
}

/** Characters the description may have. */
export const BODY_MAX = 1_000;

/**
 * A reminder (REM-1). It is `open` until nothing of it is left to be done. What lies ahead is its next occurrence, as wall time
 * in `zone` and as the instant it falls on; `openAt` is the occurrence that has been delivered and waits to be done, one at a
 * time: the next one takes the place of an older one.
 */
export interface Reminder {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  /** The customer is active; while it is not, its reminders pause. */
  readonly customerActive: boolean;
  /** Whom it reminds. Times are this person's own (REM-2). */
  readonly staffId: string;
  readonly staffName: string;
  readonly createdById: string | null;
  readonly kind: ReminderKind;
  readonly quietDays: number | null;
  readonly body: string;
  readonly alsoByMail: boolean;
  readonly repeat: StoredRepeat | null;
  /** IANA zone of the person reminded. */
  readonly zone: string;
  /** The first occurrence, from which the days of a recurrence follow. */
  readonly startsLocal: WallTime;
  readonly nextLocal: WallTime | null;
  readonly nextAt: Date | null;
  /** What was due is put off until then. */
  readonly snoozedUntil: Date | null;
  readonly openAt: Date | null;
  /** The open occurrence was delivered late (REM-3). */
  readonly openLate: boolean;
  readonly state: 'open' | 'done';
  readonly version: number;
}

/** What lies ahead of a reminder, as its row keeps it. */
export interface Ahead {
  readonly nextLocal: WallTime | null;
  readonly nextAt: Date | null;
}

/** Nothing more to come. */
export const NOTHING_AHEAD: Ahead = { nextLocal: null, nextAt: null };

/** Where it stands in lists: what is due, else what was put off, else what comes next; null when it is done. */
export function shownAt({ state, openAt, snoozedUntil, nextAt }: Pick<Reminder, 'state' | 'openAt' | 'snoozedUntil' | 'nextAt'>): Date | null {
  return state === 'done' ? null : (openAt ?? snoozedUntil ?? nextAt);
}

/** With a number of times instead of a date, the date on which the last of them falls. */
export function withEnd(repeat: Omit<StoredRepeat, 'until'> & { until: string | null }, start: WallTime): StoredRepeat {
  return repeat.count === null ? repeat : { ...repeat, until: dateOfCount({ ...repeat, until: null }, start, repeat.count) };
}
