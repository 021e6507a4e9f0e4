import type { DemoCustomer } from './demo.customer';
import type { DemoPlace, DemoRows, Row } from './demo.rows';
import { DEMO_TABLES } from './demo.rows';
import { DemoRandom } from './demo.random';

const COLUMNS = DEMO_TABLES.customers.split(', ');
const [ID, TYPE, COUNTRY] = ['id', 'type', 'country'].map((column) => COLUMNS.indexOf(column));
/** So far back among the customers stored together somebody to marry is looked for. */
const NEIGHBOURS = 40;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Birthdays of most people and weddings of some, to somebody of the same country stored shortly before. */
export function addEvents(rows: DemoRows, { index, id, createdAt }: DemoPlace, customer: DemoCustomer): void {
  if (customer.type !== 'person') return;
  const random = new DemoRandom(index + 0x1b873593);
  const event = (type: string, year: number | null, partner: number | null): Row =>
    [id, type, day(random), year, 'yearly', random.chance(80) ? 'feb28' : 'mar1', partner, partner && 'spouse', 1, createdAt, createdAt];
  if (random.chance(90)) rows.customer_events.push(event('birthday', random.chance(80) ? 1940 + random.below(66) : null, null));
  if (!random.chance(25)) return;
  const partner = rows.customers.slice(-NEIGHBOURS, -1).find((row) => row[TYPE] === 'person' && row[COUNTRY] === customer.country);
  if (partner) rows.customer_events.push(event('wedding', 1970 + random.below(55), Number(partner[ID])));
}

/** month * 100 + day; 29 February now and then. */
function day(random: DemoRandom): number {
  if (random.below(1461) === 0) return 229;
  const month = random.below(12);
  return (month + 1) * 100 + 1 + random.below(DAYS[month]);
}
