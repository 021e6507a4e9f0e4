import fc from 'fast-check';
import { LEAP_DAYS } from '../../src/kernel/time/recurrence';
import { addDays, dateOfFigure, daysIn, dueKeys, nextDue, OCCURRENCES, type EventDay } from '../../src/modules/events/event-days';

const yearly = (month: number, day: number, rest: Partial<EventDay> = {}): EventDay => ({ month, day, year: null, occurrence: 'yearly', leapRule: 'feb28', ...rest });

/** The days in the span on which the index finds the event, as the report asks it. */
function found(event: EventDay, from: string, to: string): string[] {
  const key = event.occurrence === 'monthly' ? event.day : event.month * 100 + event.day;
  const origin = ((event.year ?? 0) * 100 + event.month) * 100 + event.day;
  return dueKeys(from, to)
    .filter((due) => due.key === key && (due.rule === null || due.rule === event.leapRule) && (event.occurrence === 'once' ? due.ymd === origin : due.ymd >= origin))
    .map(({ ymd }) => dateOfFigure(ymd));
}

test.each([['feb28', '02-28'], ['mar1', '03-01']] as const)('29 February by the rule %s comes exactly once in each of a hundred years', (leapRule, common) => {
  for (let year = 2000; year < 2100; year += 1) {
    const day = `${year}-${daysIn(year, 2) === 29 ? '02-29' : common}`;
    expect(found(yearly(2, 29, { leapRule }), `${year}-01-01`, `${year}-12-31`)).toEqual([day]);
    expect(nextDue(yearly(2, 29, { leapRule }), `${year}-01-01`)).toBe(day);
  }
});

test('28 February and 1 March stay where they are', () => {
  expect(found(yearly(2, 28), '2026-02-01', '2026-03-31')).toEqual(['2026-02-28']);
  expect(found(yearly(3, 1, { leapRule: 'mar1' }), '2026-02-01', '2026-03-31')).toEqual(['2026-03-01']);
});

test('the 31st of every month falls on the last day of shorter ones', () => {
  expect(found(yearly(1, 31, { occurrence: 'monthly' }), '2026-01-01', '2026-06-30')).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']);
});

test('what comes once comes in its year alone, and nothing comes before its own day', () => {
  const once = yearly(6, 12, { occurrence: 'once', year: 2026 });
  expect([found(once, '2025-01-01', '2025-12-31'), found(once, '2026-01-01', '2026-12-31')]).toEqual([[], ['2026-06-12']]);
  expect([nextDue(once, '2026-06-12'), nextDue(once, '2026-06-13')]).toEqual(['2026-06-12', null]);
  expect(nextDue(yearly(6, 12, { year: 2030 }), '2026-01-01')).toBe('2030-06-12');
});

test('the next day shown is the next day found, for every kind of event (property)', () => {
  const event = fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }), year: fc.option(fc.integer({ min: 2020, max: 2028 })), occurrence: fc.constantFrom(...OCCURRENCES), leapRule: fc.constantFrom(...LEAP_DAYS) })
    .filter(({ month, day, year, occurrence }) => day <= daysIn(year ?? 2000, month) && (occurrence !== 'once' || year !== null));
  fc.assert(fc.property(event, fc.integer({ min: 0, max: 1500 }), (one, offset) => {
    const today = addDays('2023-12-15', offset);
    const days = found(one, today, addDays(today, 800));
    const next = nextDue(one, today);
    if (next === null || next <= addDays(today, 800)) expect(next).toBe(days[0] ?? null);
    expect(new Set(days).size).toBe(days.length);
  }), { numRuns: 150 });
});
