import { nextAfter, type Repeat } from '../../src/kernel/time/recurrence';
import { dateOf, instantOf, plusDays, timeOf, wallAt, wallTime } from '../../src/kernel/time/wall-time';
import { shown, zonesByClocks, type Transition } from './zones';

// F10 of the reliability promises: every zone, every change of its clocks from 2024 to 2037.

const MINUTE = 60_000;
const groups = zonesByClocks();
const everyZone = groups.flatMap(({ zones, transitions }) => zones.map((zone) => ({ zone, transitions })));
const DAILY: Repeat = { unit: 'daily', every: 1, days: [], until: null, leapDay: 'feb28' };

/** Occurrences as the scheduler meets them: each time the next one after the last, until `to`. */
function met(repeat: Repeat, start: string, zone: string, to: string): { wall: string; at: Date }[] {
  const found: { wall: string; at: Date }[] = [];
  for (let wall: string | null = start, at = new Date(instantOf(start, zone).getTime() - 1); ;) {
    wall = nextAfter(repeat, wall, zone, at, start);
    if (wall === null || wall > to) return found;
    at = instantOf(wall, zone);
    found.push({ wall, at });
  }
}

/** Walls that a change of clocks makes special: in the gap or the overlap, at its edges, and midnight of that day. */
function specialWalls({ at, before, after }: Transition): string[] {
  const [low, high] = [Math.min(before, after), Math.max(before, after)];
  const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
  return [shown(at, low), shown(at, middle), shown(at, high - MINUTE), shown(at, high), shown(at, low - MINUTE), `${dateOf(shown(at, middle))}T00:00`];
}

/** The rule, from the list of changes alone: the first instant that shows it; in a gap as much later as the clocks are put forward. */
function meant(wall: string, transitions: readonly Transition[], near: Transition): number {
  const local = Date.parse(`${wall}Z`);
  const offsets = transitions.filter(({ at }) => Math.abs(at - near.at) < 5 * 86_400_000).flatMap(({ before, after }) => [before, after]);
  const aheadAt = (instant: number): number => {
    const last = transitions.filter(({ at }) => at <= instant).at(-1);
    return last ? last.after : transitions[0].before;
  };
  const showing = [...new Set(offsets)].map((offset) => local - offset).filter((instant) => aheadAt(instant) === local - instant);
  return showing.length > 0 ? Math.min(...showing) : local - near.before;
}

test('all zones are looked at, those with summer time among them', () => {
  expect(everyZone.length).toBeGreaterThan(400);
  expect(everyZone.flatMap(({ transitions }) => transitions).length).toBeGreaterThan(3_000);
});

test('a wall time is the first instant that shows it, and one the clocks skip is as much later as they are put forward', () => {
  const wrong: string[] = [];
  for (const { zone, transitions } of everyZone) {
    for (const near of transitions) {
      for (const wall of specialWalls(near)) if (instantOf(wall, zone).getTime() !== meant(wall, transitions, near)) wrong.push(`${zone} ${wall}: ${instantOf(wall, zone).toISOString()}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('what happens daily happens once on every day around every change of clocks', () => {
  const wrong: string[] = [];
  for (const { zones: [zone], transitions } of groups) {
    for (const change of transitions) {
      for (const wall of specialWalls(change).filter((_, at) => [0, 1, 2, 5].includes(at))) {
        const days = met(DAILY, plusDays(wall, -1), zone, plusDays(wall, 1));
        const dates = days.map((one) => one.wall);
        const wanted = [-1, 0, 1].map((day) => plusDays(wall, day));
        if (String(dates) !== String(wanted)) wrong.push(`${zone} ${wall}: ${dates}`);
        if (days.some(({ at }, index) => index > 0 && at <= days[index - 1].at)) wrong.push(`${zone} ${wall}: not in order`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test.each([['feb28', '02-28'], ['mar1', '03-01']] as const)('29 February comes once in every year, in common years as %s', (leapDay, common) => {
  const wrong: string[] = [];
  for (const { zones: [zone] } of groups) {
    const days = met({ ...DAILY, unit: 'yearly', leapDay }, '2024-02-29T00:30', zone, '2037-12-31T00:00');
    const wanted = Array.from({ length: 14 }, (_, at) => 2024 + at).map((year) => `${year}-${year % 4 === 0 ? '02-29' : common}`);
    if (String(days.map(({ wall }) => dateOf(wall))) !== String(wanted)) wrong.push(zone);
    if (days.some(({ wall, at }) => wallAt(at, zone) !== wall && timeOf(wallAt(at, zone)) <= timeOf(wall))) wrong.push(`${zone}: ${String(days.map(({ at }) => at.toISOString()))}`);
  }
  expect(wrong).toEqual([]);
});

test('the 31st comes once in every month, on the last day where there is none', () => {
  const wrong: string[] = [];
  for (const { zones: [zone] } of groups.filter(({ transitions }) => transitions.length > 0)) {
    const days = met({ ...DAILY, unit: 'monthly' }, '2024-01-31T02:30', zone, '2037-12-31T23:59');
    const wanted = Array.from({ length: 14 * 12 }, (_, at) => new Date(Date.UTC(2024, at + 1, 0)).toISOString().slice(0, 10));
    if (String(days.map(({ wall }) => dateOf(wall))) !== String(wanted)) wrong.push(zone);
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['UTC', '2026-06-01T18:00', '2026-06-01T18:00:00.000Z'],
  ['America/New_York', '2026-06-01T18:00', '2026-06-01T22:00:00.000Z'],
  ['Asia/Sakhalin', '2026-06-01T18:00', '2026-06-01T07:00:00.000Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z'],
  ['Pacific/Chatham', '2026-09-27T03:00', '2026-09-26T14:15:00.000Z'],
  ['America/Havana', '2026-03-08T00:30', '2026-03-08T05:30:00.000Z'],
])('in %s, %s is %s', (zone, wall, instant) => {
  expect(instantOf(wall, zone).toISOString()).toBe(instant);
});

test('what is no wall time or no zone is refused, not guessed', () => {
  for (const wall of ['2026-02-30T09:00', '2026-01-01 09:00', '2026-01-01T24:00', '']) expect(() => instantOf(wall, 'UTC')).toThrow('not a wall time');
  expect(() => instantOf(wallTime('2026-01-01', '09:00'), 'Mars/Olympus')).toThrow('not a time zone');
});
