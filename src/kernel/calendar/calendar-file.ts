import ical, { ICalAlarmType, ICalEventTransparency } from 'ical-generator';

/** Something in a calendar: a whole day or a moment. */
export interface CalendarEntry {
  /** The same each time the same thing is written; of this application, letters, figures and hyphens. */
  readonly uid: string;
  readonly summary: string;
  readonly description?: string;
  /** Where it is looked at, a complete address. */
  readonly url?: string;
  /** A calendar date, `YYYY-MM-DD`, or an instant. */
  readonly on: string | Date;
  /** Rings when it comes; of instants only. */
  readonly alarm?: true;
  /** When what is written of it last changed. */
  readonly changedAt: Date;
}

const LONGEST = 1_000;

/**
 * A calendar as RFC 5545 writes it: lines of at most 75 octets that end in CR LF, texts escaped so that none of them ends
 * its line, instants in UTC. The same entries give the same text.
 * @param host of the application; makes each UID one of the world
 */
export function calendarFile(name: string, host: string, entries: readonly CalendarEntry[]): string {
  const calendar = ical({ name: nameOf(name), prodId: { company: 'Clientele', product: 'Clientele', language: 'EN' } });
  for (const { uid, summary, description, url, on, alarm, changedAt } of entries) {
    const allDay = typeof on === 'string';
    const event = calendar.createEvent({
      id: `${uid}@${host}`, start: allDay ? new Date(`${on}T00:00:00Z`) : on, allDay, stamp: changedAt, summary: clean(summary),
      ...(description !== undefined && { description: clean(description) }), ...(url !== undefined && { url }),
      ...(allDay && { transparency: ICalEventTransparency.TRANSPARENT }),
    });
    if (alarm && !allDay) event.createAlarm({ type: ICalAlarmType.display, trigger: 0, description: clean(summary) });
  }
  return `${calendar.toString()}\r\n`;
}

/** The package writes the name as it is: on one line and escaped it is handed over. */
function nameOf(text: string): string {
  return clean(text).replaceAll('\n', ' ').replace(/[\\;,]/g, '\\$&');
}

/** Without control characters, which no calendar may hold; line breaks stay and are escaped. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.slice(0, LONGEST).toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
