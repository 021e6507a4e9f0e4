import { instantOf, plusDays, wallAt, wallTime, dateOf } from '../../kernel/time/wall-time';
import type { Reminder } from './reminder';
import { aheadOf, timeOfDay } from './reminder-plan';
import type { DeliveredState, DueReminder, NewOccurrence } from './reminder-delivery.queries';

/** Later than this a delivery is said to be late (REM-3). Milliseconds. */
export const LATE_MS = 120_000;

/** What becomes of a due reminder: what is delivered, if anything is, and how its row is left. */
export interface Delivery {
  readonly occurrence: NewOccurrence | null;
  readonly after: DeliveredState;
}

/**
 * Judges a reminder that is due at `now` (REM-3). One of an inactive or trashed customer pauses. One of the kind
 * `not_contacted` moves silently when somebody was in contact meanwhile. Of several occurrences that were missed the first
 * is delivered, for all of them, and the recurrence goes on.
 * @param lastContact with its customer; null: never
 */
export function deliveryOf(due: DueReminder, lastContact: Date | null, now: Date): Delivery {
  const { id, nextLocal, nextAt, snoozedUntil, openAt, openLate } = due;
  const asItIs = { id, paused: false, nextLocal, nextAt, snoozedUntil, openAt, openLate };
  if (!due.live) return { occurrence: null, after: { ...asItIs, paused: true } };
  const comes = nextLocal !== null && nextAt !== null && nextAt <= now;
  if (!comes) return snoozedUntil !== null && snoozedUntil <= now ? delivered(due, snoozedUntil, null, asItIs, now) : { occurrence: null, after: asItIs };
  const moved = movedTo(due, lastContact);
  if (moved !== null && instantOf(moved, due.zone) > now) return { occurrence: null, after: { ...asItIs, nextLocal: moved, nextAt: instantOf(moved, due.zone) } };
  return delivered(due, nextAt, nextLocal, { ...asItIs, ...aheadOf(due, nextLocal, now) }, now);
}

function delivered({ id, staffId }: DueReminder, dueAt: Date, dueLocal: string | null, after: DeliveredState, now: Date): Delivery {
  const late = now.getTime() - dueAt.getTime() > LATE_MS;
  return { occurrence: { reminderId: id, staffId, dueAt, dueLocal, late }, after: { ...after, snoozedUntil: null, openAt: dueAt, openLate: late } };
}

/** When the newest contact will be so many days old. */
function movedTo({ kind, quietDays, zone, ...times }: Pick<Reminder, 'kind' | 'quietDays' | 'zone' | 'nextLocal' | 'startsLocal'>, lastContact: Date | null): string | null {
  if (kind !== 'not_contacted' || lastContact === null) return null;
  return plusDays(wallTime(dateOf(wallAt(lastContact, zone)), timeOfDay(times)), quietDays ?? 1);
}
