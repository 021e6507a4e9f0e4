import { IANAZone } from 'luxon';

/**
 * What a clock on a wall shows: `YYYY-MM-DDTHH:mm`, of no zone by itself. Texts of this shape sort as the times do.
 * People mean a wall time when they say "at nine"; together with an IANA zone it becomes an instant (REM-2).
 */
export type WallTime = string;

const SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The wall time of a calendar date `YYYY-MM-DD` and a time of day `HH:mm`. */
export function wallTime(date: string, time: string): WallTime {
  return `${date}T${time}`;
}

/** Its calendar date, `YYYY-MM-DD`. */
export function dateOf(wall: WallTime): string {
  return wall.slice(0, 10);
}

/** Its time of day, `HH:mm`. */
export function timeOf(wall: WallTime): string {
  return wall.slice(11, 16);
}

/** The same time of day so many calendar days later. */
export function plusDays(wall: WallTime, days: number): WallTime {
  return fromFloating(new Date(floating(wall).getTime() + days * DAY_MS));
}

/**
 * The instant at which a clock in `zone` shows `wall` (security.md, F10). A time that clocks skip when they are put forward is
 * as much later as they are put forward (02:30 is 03:30 that day), so nothing scheduled then is left out; a time they show
 * twice when they are put back is the first of the two, so nothing happens twice.
 * @param zone IANA name. @throws when it is none, or `wall` is no wall time
 */
export function instantOf(wall: WallTime, zone: string): Date {
  const local = floating(wall).getTime();
  const before = offsetAt(local - DAY_MS, zone);
  const after = offsetAt(local + DAY_MS, zone);
  const meant = [local - before, local - after].filter((instant) => instant + offsetAt(instant, zone) === local);
  return new Date(meant.length > 0 ? Math.min(...meant) : local - before);
}

/** What a clock in `zone` shows at `instant`, seconds left off. @throws when the zone is none */
export function wallAt(instant: Date, zone: string): WallTime {
  return fromFloating(new Date(instant.getTime() + offsetAt(instant.getTime(), zone)));
}

/** The wall time as if it were UTC, for arithmetic that knows no zones. @throws when it is no wall time */
export function floating(wall: WallTime): Date {
  const date = SHAPE.test(wall) ? new Date(`${wall}:00Z`) : new Date(NaN);
  if (Number.isNaN(date.getTime()) || fromFloating(date) !== wall) throw new Error(`not a wall time: ${wall}`);
  return date;
}

/** What `floating` was made from. */
export function fromFloating(date: Date): WallTime {
  return date.toISOString().slice(0, 16);
}

/** The version of the zone database that wall times are resolved with, for example `2026b`; it grows. */
export const ZONE_DATABASE: string = process.versions.tz ?? '';

/** Milliseconds by which clocks in `zone` are ahead of UTC. */
function offsetAt(instant: number, zone: string): number {
  const minutes = IANAZone.create(zone).offset(instant);
  if (Number.isNaN(minutes)) throw new Error(`not a time zone: ${zone}`);
  return Math.round(minutes * MINUTE_MS);
}
