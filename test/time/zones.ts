import { DateTime, IANAZone } from 'luxon';

/** A moment at which the clocks of a zone are changed. Offsets in milliseconds ahead of UTC. */
export interface Transition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

const DAY = 86_400_000;
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2038, 0, 1);
/** Shorter than any season of clocks: Morocco's month of fasting is the shortest. */
const STEP = 10 * DAY;

const offset = (zone: IANAZone, at: number): number => Math.round(zone.offset(at) * 60_000);

/** Every change of clocks from 2024 to 2037, to the second. */
export function transitionsOf(name: string): Transition[] {
  const zone = IANAZone.create(name);
  const found: Transition[] = [];
  for (let from = FROM, before = offset(zone, FROM); from < TO; from += STEP) {
    const after = offset(zone, from + STEP);
    if (after !== before) found.push({ at: boundary(zone, from, from + STEP, before), before, after });
    before = after;
  }
  return found;
}

function boundary(zone: IANAZone, from: number, to: number, before: number): number {
  let [low, high] = [from / 1000, to / 1000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(zone, middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** All zones there are, those with the same clocks from 2024 to 2037 together. */
export function zonesByClocks(): { readonly zones: readonly string[]; readonly transitions: readonly Transition[] }[] {
  const groups = new Map<string, { zones: string[]; transitions: Transition[] }>();
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const transitions = transitionsOf(name);
    const key = JSON.stringify([offset(IANAZone.create(name), FROM), transitions]);
    const group = groups.get(key) ?? { zones: [], transitions };
    group.zones.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What clocks show, milliseconds as if it were UTC, when they are `ahead` of it. */
export function shown(at: number, ahead: number): string {
  return DateTime.fromMillis(at + ahead, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm");
}
