import { DateTime } from 'luxon';
import type { StaffActor } from '../../kernel/access/actor';
import type { NewestCustomer } from './home.queries';

interface HomeFacts {
  readonly newest: readonly NewestCustomer[];
  readonly mine: readonly NewestCustomer[];
  readonly anniversaries: readonly { readonly on: string; readonly words: string; readonly href: string }[];
  readonly reminders: readonly object[];
  readonly failedMails: number;
  readonly changesWaiting: number;
}

/** What `views/home/show.hbs` shows. @param zone IANA zone of the reader, for the greeting. */
export function homePage(actor: StaffActor, facts: HomeFacts, now: Date, zone: string) {
  return {
    greeting: { key: greetingKey(DateTime.fromJSDate(now, { zone }).hour), params: { name: actor.name.split(' ')[0] } },
    today: now,
    ...facts,
    can: {
      create: actor.may('customers.create'),
      import: actor.may('customers.import'),
      view: actor.may('customers.view'),
    },
  };
}

function greetingKey(hour: number): string {
  if (hour >= 5 && hour < 12) return 'home.morning';
  return hour >= 12 && hour < 18 ? 'home.afternoon' : 'home.evening';
}
