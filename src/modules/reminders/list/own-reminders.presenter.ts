import type { Message } from '../../../kernel/i18n/message';
import { customerAbilities } from '../../customers/customer.policy';
import { reminderLine, type Looking } from '../reminders.presenter';
import { OWN_PATH, OWN_TABS, ownListAddress, sectionOf, type OwnListRequest, type OwnTab, type Section } from './own-list';
import type { DoneRow, OwnReminder } from './own-reminders.queries';

export const LINES_SHOWN = 50;
const SECTIONS: readonly Section[] = ['overdue', 'today', 'upcoming'];

export interface OwnListFacts {
  readonly open: readonly OwnReminder[];
  readonly done: readonly DoneRow[];
  readonly counts: { readonly overdue: number; readonly today: number };
  /** Whom an administrator may look at; empty: nobody else. */
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
  readonly words: { readonly mine: string; readonly colleague: string };
}

/** One reminder of a list of several customers. */
export function ownLine(looking: Looking, reminder: OwnReminder) {
  const { customerId, customerName } = reminder;
  const line = reminderLine(looking, reminder, customerAbilities(looking.actor, reminder), `/admin/customers/${customerId}/reminders/${reminder.id}`);
  // Whose list it is stands above it.
  return { ...line, who: null, customerId, customerName };
}

/** What `views/reminders/list/index.hbs` shows. @param open and done one more than a page when there is another page */
export function ownListPage(looking: Looking, request: OwnListRequest, { open, done, counts, colleagues, words }: OwnListFacts) {
  const { tab, q, staffId, after } = request;
  const lines = open.slice(0, LINES_SHOWN);
  const rows = done.slice(0, LINES_SHOWN);
  const last = tab === 'done' ? lastPlace(rows.at(-1)?.doneAt, rows.at(-1)?.id) : lastPlace(lines.at(-1) && placeOf(lines.at(-1)!), lines.at(-1)?.id);
  const whose = colleagues.find(({ id }) => id === staffId)?.name ?? '';
  const options = [{ id: '', name: words.mine }, ...colleagues.filter(({ id }) => id !== looking.actor.id)];
  return {
    q, whose, done: rows, anyDone: rows.length > 0, current: tab,
    action: OWN_PATH, hidden: tab === 'open' ? [] : [{ name: 'tab', value: tab }],
    filters: colleagues.length > 1 ? [{ name: 'staff', label: words.colleague, inputType: 'radio', active: staffId ? 1 : 0, options: options.map(({ id, name }) => ({ value: id, label: name, checked: id === (staffId ?? '') })) }] : [],
    tabs: OWN_TABS.map((key) => ({ label: `own_reminders.tabs.${key}`, href: ownListAddress(request, { tab: key }), current: key === tab, count: key === 'overdue' || key === 'today' ? counts[key] : 0 })),
    sections: SECTIONS.map((section) => ({
      section, title: `own_reminders.tabs.${section}`, bad: section === 'overdue', count: section === 'upcoming' ? 0 : counts[section],
      lines: lines.filter((reminder) => sectionOf(placeOf(reminder), looking.zone, looking.now) === section).map((reminder) => ownLine(looking, reminder)),
    })).filter((section) => section.lines.length > 0),
    none: q ? null : noneOf(tab),
    clear: ownListAddress(request, { q: '' }),
    back: ownListAddress(request, { after }),
    first: after ? ownListAddress(request) : '',
    next: Math.max(open.length, done.length) > LINES_SHOWN && last ? ownListAddress(request, { after: last }) : '',
  };
}

function noneOf(tab: OwnTab): { title: Message; text: Message } {
  return { title: { key: `own_reminders.none.${tab}.title` }, text: { key: `own_reminders.none.${tab}.text` } };
}

function placeOf({ openAt, snoozedUntil, nextAt }: OwnReminder): Date {
  return openAt ?? snoozedUntil ?? nextAt ?? new Date(0);
}

function lastPlace(at: Date | undefined, id: string | undefined) {
  return at && id ? { at, id } : null;
}
