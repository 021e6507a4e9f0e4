import type { TextParams } from '../../kernel/i18n/texts';
import { eventTitle, type EventType, type Relationship } from './customer-event';
import { nth } from './customer-events.presenter';

/** A customer named in the report. */
export interface AnniversaryPerson {
  readonly id: string;
  readonly name: string;
  readonly number: string;
}

/** One line of the report: an event on one of its days; a couple is one line (EVT-2). */
export interface Anniversary {
  readonly eventId: string;
  /** YYYY-MM-DD. */
  readonly on: string;
  readonly type: EventType;
  readonly name: string | null;
  /** Which anniversary it is; 0 on the day itself, or where no year is known. */
  readonly years: number;
  /** Whose it is, one or two: only those that the reader may see. */
  readonly people: readonly AnniversaryPerson[];
  /** Who else is linked to it, where it is not a couple's. */
  readonly linked: (AnniversaryPerson & { readonly relationship: Relationship }) | null;
  readonly changedAt: Date;
}

export type Say = (key: string, params?: TextParams) => string;

/** Whose it is, in one name: "Anna Berg & Ben Ozols". */
export function peopleText({ people }: Anniversary, say: Say): string {
  const [first, second] = people;
  return second ? say('events.couple', { first: first.name, second: second.name }) : first.name;
}

/** The line in words, without its day: "Wedding anniversary: Anna Berg & Ben Ozols, 25 years". */
export function anniversaryText(line: Anniversary, say: Say): string {
  const [title, which] = [eventTitle(line), nth(line.type, line.years)];
  const words = { title: say(title.key, title.params), people: peopleText(line, say) };
  return which ? say('events.line.which', { ...words, which: say(which.key, which.params) }) : say('events.line.plain', words);
}
