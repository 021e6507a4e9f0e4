import type { CalendarEntry } from '../../kernel/calendar/calendar-file';
import type { CalendarSource } from '../calendar/calendar-sources';
import type { AnniversaryQueries } from './anniversaries.queries';
import { anniversaryText, type Anniversary, type Say } from './anniversary';
import { addDays } from './event-days';

/** More than this of days gone by is left out altogether: what is ahead matters. */
const MOST_PAST = 200;

/** A line of the report in a calendar, each year's by itself: programs disagree about 29 February. @param origin of the application */
export function anniversaryEntry(line: Anniversary, origin: string, say: Say): CalendarEntry {
  return {
    uid: `event-${line.eventId}-${line.on}`, on: line.on, summary: anniversaryText(line, say), url: `${origin}/admin/customers/${line.people[0].id}/events`, changedAt: line.changedAt,
  };
}

/** Anniversaries of the customers somebody may see, in their calendar (REM-4). */
export function anniversarySource(queries: AnniversaryQueries, origin: string): CalendarSource {
  return async ({ actor, from, today, to, most, say }) => {
    if (!actor.may('customers.own')) return [];
    const ahead = await queries.list(actor, { from: today, to }, most);
    const past = await queries.list(actor, { from, to: addDays(today, -1) }, MOST_PAST + 1);
    return [...ahead, ...(past.length > MOST_PAST ? [] : past)].slice(0, most).map((line) => anniversaryEntry(line, origin, say));
  };
}
