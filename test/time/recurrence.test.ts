import { dateOfCount, nextAfter, occurrencesFrom, ruleText, type Repeat } from '../../src/kernel/time/recurrence';

const ONCE_A_WEEK: Repeat = { unit: 'weekly', every: 1, days: [], until: null, leapDay: 'feb28' };
const rule = (repeat: Partial<Repeat>, start: string): string => ruleText({ ...ONCE_A_WEEK, ...repeat }, start);
const dates = (repeat: Partial<Repeat>, start: string, limit = 5): string => occurrencesFrom({ ...ONCE_A_WEEK, ...repeat }, start, start, limit).map((wall) => wall.slice(0, 10)).join(' ');

test.each([
  [{ unit: 'daily' }, '2026-11-24T09:00', 'FREQ=DAILY', '2026-11-24 2026-11-25 2026-11-26 2026-11-27 2026-11-28'],
  [{ unit: 'weekdays' }, '2026-11-27T09:00', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-11-27 2026-11-30 2026-12-01 2026-12-02 2026-12-03'],
  [{ every: 2 }, '2026-11-24T09:00', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', '2026-11-24 2026-12-08 2026-12-22 2027-01-05 2027-01-19'],
  [{ days: ['FR', 'MO'] }, '2026-11-24T09:00', 'FREQ=WEEKLY;BYDAY=MO,FR', '2026-11-27 2026-11-30 2026-12-04 2026-12-07 2026-12-11'],
  [{ unit: 'monthly' }, '2027-01-15T09:00', 'FREQ=MONTHLY;BYMONTHDAY=15', '2027-01-15 2027-02-15 2027-03-15 2027-04-15 2027-05-15'],
  [{ unit: 'monthly' }, '2027-01-30T09:00', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1', '2027-01-30 2027-02-28 2027-03-30 2027-04-30 2027-05-30'],
  [{ unit: 'monthly', every: 3 }, '2027-08-31T09:00', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2027-08-31 2027-11-30 2028-02-29 2028-05-31 2028-08-31'],
  [{ unit: 'monthly-weekday' }, '2026-11-10T09:00', 'FREQ=MONTHLY;BYDAY=2TU', '2026-11-10 2026-12-08 2027-01-12 2027-02-09 2027-03-09'],
  [{ unit: 'monthly-weekday' }, '2026-11-30T09:00', 'FREQ=MONTHLY;BYDAY=-1MO', '2026-11-30 2026-12-28 2027-01-25 2027-02-22 2027-03-29'],
  [{ unit: 'monthly-last' }, '2027-01-31T09:00', 'FREQ=MONTHLY;BYMONTHDAY=-1', '2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31'],
  [{ unit: 'yearly' }, '2026-12-24T09:00', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', '2026-12-24 2027-12-24 2028-12-24 2029-12-24 2030-12-24'],
  [{ unit: 'yearly', leapDay: 'feb28' }, '2024-02-29T09:00', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1', '2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29'],
  [{ unit: 'yearly', leapDay: 'mar1' }, '2024-02-29T09:00', 'FREQ=YEARLY;BYYEARDAY=60', '2024-02-29 2025-03-01 2026-03-01 2027-03-01 2028-02-29'],
  [{ unit: 'daily', until: '2026-11-25' }, '2026-11-24T09:00', 'FREQ=DAILY;UNTIL=20261125T235959', '2026-11-24 2026-11-25'],
] as [Partial<Repeat>, string, string, string][])('%j from %s is %s', (repeat, start, text, expected) => {
  expect([rule(repeat, start), dates(repeat, start)]).toEqual([text, expected]);
});

test('what follows is counted from any occurrence: every second Tuesday stays every second one, and the 31st comes back after February', () => {
  expect(nextAfter({ ...ONCE_A_WEEK, every: 2 }, '2026-12-08T09:00', 'Europe/Berlin', new Date('2026-12-08T08:00:00Z'))).toBe('2026-12-22T09:00');
  expect(nextAfter({ ...ONCE_A_WEEK, unit: 'monthly' }, '2027-02-28T09:00', 'Europe/Berlin', new Date('2027-02-28T08:00:00Z'), '2027-01-31T09:00')).toBe('2027-03-31T09:00');
});

test('after a long time the next one is found; after the end there is none', () => {
  expect(nextAfter({ ...ONCE_A_WEEK, unit: 'daily' }, '2026-01-01T09:00', 'UTC', new Date('2027-06-01T09:00:00Z'))).toBe('2027-06-02T09:00');
  expect(nextAfter({ ...ONCE_A_WEEK, unit: 'daily', until: '2026-01-03' }, '2026-01-01T09:00', 'UTC', new Date('2026-01-03T09:00:00Z'))).toBeNull();
});

test('a number of times is a last date', () => {
  expect(dateOfCount({ ...ONCE_A_WEEK, every: 2 }, '2026-11-24T09:00', 3)).toBe('2026-12-22');
});
