import type { Message } from '../../kernel/i18n/message';
import type { FormShown } from '../../kernel/views/form';
import { formatDate } from '../../kernel/views/formats';
import { LEAP_DAYS } from '../../kernel/time/recurrence';
import { customerAbilities } from '../customers/customer.policy';
import type { PickedCustomer } from '../customers/list/customer-picker';
import type { VisibleCustomer } from '../customers/page/customer-page.queries';
import { EVENT_TYPES, eventTitle, RELATIONSHIPS, type CustomerEvent, type EventType } from './customer-event';
import { KEEP } from './customer-event.form';
import { nextDue, OCCURRENCES } from './event-days';

/** The tab of a person. @param today YYYY-MM-DD, the company's */
export function eventsModel(customer: Pick<VisibleCustomer, 'id'> & { can: ReturnType<typeof customerAbilities> }, own: readonly CustomerEvent[], ofOthers: readonly CustomerEvent[], today: string, locale: string) {
  const row = (event: CustomerEvent) => eventModel(event, today, locale);
  const path = `/admin/customers/${customer.id}/events`;
  return {
    path,
    events: inOrder(own.map((event) => ({ ...row(event), path: `${path}/${event.id}` }))),
    others: inOrder(ofOthers.map(row)),
  };
}

function eventModel(event: CustomerEvent, today: string, locale: string) {
  const next = nextDue(event, today);
  const years = next !== null && event.year !== null && event.occurrence !== 'monthly' ? Number(next.slice(0, 4)) - event.year : 0;
  return {
    id: event.id, title: eventTitle(event), named: event.name !== null, type: { key: `events.types.${event.type}` }, icon: event.type === 'birthday' ? 'cake' : 'calendar-event',
    when: dayText(event, locale), occurrence: { key: `events.occurrences.${event.occurrence}` },
    leap: event.month === 2 && event.day === 29 && event.occurrence === 'yearly' ? { key: `events.leapRules.${event.leapRule}` } : null,
    next, nth: nth(event.type, years), inReport: event.inReport,
    partner: event.partner && {
      relationship: { key: `events.relationships.${event.partner.relationship}` }, name: event.partner.name,
      href: event.partner.name === null ? null : `/admin/customers/${event.partner.id}/events`,
    },
  };
}

/** "24 November", with its year where it is known. */
export function dayText({ month, day, year }: Pick<CustomerEvent, 'month' | 'day' | 'year'>, locale: string): string {
  // In a leap year, so that 29 February is one.
  return formatDate(locale, 'UTC', year === null ? 'dayAndMonth' : 'date', new Date(Date.UTC(year ?? 2000, month - 1, day)));
}

/** Which anniversary it is; null on the day itself, or where no year is known. */
export function nth(type: EventType, years: number): Message | null {
  if (years < 1) return null;
  return type === 'birthday' ? { key: 'events.turns', params: { age: years } } : { key: 'events.years', params: { count: years } };
}

function inOrder<Row extends { readonly next: string | null }>(rows: Row[]): Row[] {
  return rows.sort((a, b) => (a.next ?? '9999').localeCompare(b.next ?? '9999'));
}

/** What the form of one event begins with. */
export function eventValues(event: CustomerEvent): FormShown['values'] {
  const { type, name, day, month, year, occurrence, leapRule, inReport, version, partner } = event;
  return { type, name, day, month: String(month), year, occurrence, leapRule, inReport, version, person: '', partner: partner ? KEEP : '', relationship: partner?.relationship ?? '' };
}

export const NEW_EVENT: FormShown['values'] = { type: 'birthday', month: '', occurrence: 'yearly', leapRule: 'feb28', inReport: true, person: '', partner: '', relationship: '' };

interface EventPage {
  readonly customer: VisibleCustomer;
  /** null: a new one. */
  readonly event: CustomerEvent | null;
  readonly form: FormShown;
  /** Found by what was typed; null: nothing was. */
  readonly found: readonly PickedCustomer[] | null;
  /** Whom the form names by id. */
  readonly chosen: PickedCustomer | null;
  readonly locale: string;
}

export function eventPage({ customer, event, form, found, chosen, locale }: EventPage) {
  const close = `/admin/customers/${customer.id}/events`;
  const words = (branch: string) => (value: string) => ({ value, label: { key: `events.${branch}.${value}` } });
  const linked = String(form.values.partner ?? '');
  const candidates = [...(chosen && !found?.some(({ id }) => id === chosen.id) ? [chosen] : []), ...(found ?? [])];
  return {
    customer: { id: customer.id, name: customer.name }, form: { errors: {}, ...form }, close, heading: event === null ? 'events.new' : 'events.editTitle', action: event ? `${close}/${event.id}` : close, search: `${close}/new`, changed: false,
    version: form.values.version ?? null,
    nobody: candidates.length === 1 && found?.length === 1 ? false : linked === '',
    kept: event?.partner ? { name: event.partner.name, number: event.partner.number, checked: linked === KEEP } : null,
    person: form.values.person ?? '',
    found: candidates.map(({ id, name, number, city }) => ({ id, name, number, city, checked: id === linked || (linked === '' && found?.length === 1) })),
    nothingFound: found !== null && found.length === 0,
    choices: {
      types: EVENT_TYPES.map(words('types')), occurrences: OCCURRENCES.map(words('occurrences')), leapRules: LEAP_DAYS.map(words('leapRules')), relationships: RELATIONSHIPS.map(words('relationships')),
      months: Array.from({ length: 12 }, (_, at) => ({ value: String(at + 1), label: formatDate(locale, 'UTC', 'month', new Date(Date.UTC(2000, at, 1))) })),
    },
  };
}
