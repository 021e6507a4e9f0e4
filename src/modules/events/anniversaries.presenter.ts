import { formatDate } from '../../kernel/views/formats';
import { withQuery } from '../../kernel/views/address';
import type { AnniversaryRequest } from './anniversaries.request';
import type { Anniversary } from './anniversary';
import { PERIODS } from './anniversary-period';
import { eventTitle, EVENT_TYPES } from './customer-event';
import { nth } from './customer-events.presenter';
import { daysBetween } from './event-days';

export const REPORT = '/admin/reports/anniversaries';
export const LINES_SHOWN = 50;
/** Lines of a file that is made whole, as a calendar; the table has no end. */
export const LINES_IN_FILE = 2_000;
/** Counted no further. */
export const COUNTED = 1_000;

export interface ReportChoices {
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly staff: readonly { readonly id: string; readonly name: string }[];
}

/** @param lines one more than are shown, when there are more */
export function reportPage(request: AnniversaryRequest, lines: readonly Anniversary[], count: number, choices: ReportChoices) {
  const { period, query, today, language, filter } = request;
  const shown = lines.slice(0, LINES_SHOWN);
  const last = shown[shown.length - 1];
  const options = (entries: ReportChoices['groups']) => entries.map(({ id, name }) => ({ value: id, label: name }));
  return {
    period: { from: period.from, to: period.to }, wrongPeriod: request.wrongPeriod, filtered: Boolean(filter.type ?? filter.groupId ?? filter.adminId),
    found: Math.min(count, COUNTED), capped: count > COUNTED,
    lines: shown.map((line) => lineModel(line, today, language.locale)),
    first: request.after ? withQuery(REPORT, query) : null,
    next: lines.length > LINES_SHOWN ? withQuery(REPORT, { ...query, after: `${last.on}_${last.eventId}` }) : null,
    files: (['csv', 'pdf', 'ics'] as const).map((ending) => ({ href: withQuery(`${REPORT}.${ending}`, query), label: { key: `events.report.files.${ending}` } })),
    form: { values: { from: period.from, to: period.to, type: '', group: '', admin: '', ...query } },
    periods: PERIODS.map((value) => ({ value, label: { key: `events.report.periods.${value}` } })),
    types: EVENT_TYPES.map((value) => ({ value, label: { key: `events.types.${value}` } })),
    groups: options(choices.groups),
    admins: [{ value: 'me', label: { key: 'events.report.me' } }, ...choices.staff.map(({ id, name }) => ({ value: id, label: { key: 'events.named', params: { name } } }))],
  };
}

function lineModel(line: Anniversary, today: string, locale: string) {
  const days = daysBetween(today, line.on);
  return {
    on: line.on, weekday: formatDate(locale, 'UTC', 'weekday', new Date(`${line.on}T00:00:00Z`)),
    near: days === 0 ? 'events.report.today' : days === 1 ? 'events.report.tomorrow' : null,
    title: eventTitle(line), named: line.name !== null, type: { key: `events.types.${line.type}` }, which: nth(line.type, line.years),
    people: line.people.map(({ id, name, number }) => ({ id, name, number })),
    linked: line.linked && { id: line.linked.id, name: line.linked.name, relationship: { key: `events.relationships.${line.linked.relationship}` } },
  };
}
