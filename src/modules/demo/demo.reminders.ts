import type { RepeatUnit } from '../../kernel/time/recurrence';
import type { StoredRepeat } from '../reminders/reminder';
import type { DemoCustomer } from './demo.customer';
import { DemoRandom } from './demo.random';
import type { DemoPlace, DemoRows, DemoWorld } from './demo.rows';

const DAY_MS = 86_400_000;
/** What salespeople remind themselves of, and how it comes again. */
const ONCE = ['Call about the offer', 'Send the new price list', 'Ask for the export papers', 'Agree a date for the visit', 'Ask whether the delivery was complete', 'Send the contract for signature'];
const AGAIN: readonly (readonly [string, RepeatUnit])[] = [['Monthly check-in', 'monthly'], ['Ask about the next order', 'monthly-last'], ['Go through the framework agreement', 'yearly'], ['Weekly status call', 'weekly']];

/** A reminder of one of its colleagues' about every twenty-fifth active customer, in the sixty days after `today`. */
export function addReminders(rows: DemoRows, { index, id, createdAt }: DemoPlace, customer: DemoCustomer, world: DemoWorld, today: number): void {
  const random = new DemoRandom(index + 0x1b873593);
  if (!customer.active || !random.chance(4)) return;
  const staff = random.pick(world.staff);
  const wall = new Date(today + (1 + random.below(60)) * DAY_MS + (8 + random.below(9)) * 3_600_000 + random.pick([0, 30]) * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  const [body, unit] = random.chance(30) ? random.pick(AGAIN) : [random.pick(ONCE), null];
  const repeat: StoredRepeat | null = unit && { unit, every: 1, days: [], until: null, leapDay: 'feb28', count: null };
  rows.reminders.push([id, staff, staff, body, random.chance(40) ? 1 : 0, repeat && JSON.stringify(repeat), 'UTC', wall, wall, wall, createdAt, createdAt]);
}
