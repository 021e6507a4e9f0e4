import type { Message } from '../../kernel/i18n/message';
import type { MailState } from '../../kernel/outbox/outbox.queries';
import { MAIL_PERIODS, MAIL_STATES, mailListAddress, type MailListRequest } from './mail-list';
import type { MailRow, MailTry } from './mail.queries';

export const PAGE_SIZE = 50;
/** Failed mails that stand above all others. */
export const FAILED_FIRST = 10;

const TONES: Readonly<Record<MailState, 'ok' | 'warn' | 'bad' | ''>> = { waiting: 'warn', sent: 'ok', dropped: '', failed: 'bad' };
const OUTCOME_TONES: Readonly<Record<MailTry['outcome'], 'ok' | 'warn' | 'bad'>> = { sent: 'ok', later: 'warn', unreached: 'warn', unknown: 'warn', crashed: 'bad', refused: 'bad' };
/** Our own reasons; what else stands there is what the mail server said. */
const OWN_REASONS = new Set([
  'recipient_gone', 'recipient_inactive', 'customer_inactive', 'customer_gone', 'no_address', 'switched_off', 'kind_off', 'link_expired', 'link_replaced',
  'unwritable', 'unknown_kind', 'unreadable_secret', 'crashed', 'discarded', 'resent',
]);

export interface MailPageWords {
  /** What a kind is called. */
  kind(kind: string): string;
  say(key: string): string;
  compare(a: string, b: string): number;
}

/** What `views/mail/index.hbs` shows. @param rows one more than a page when there is another page */
export function mailList(request: MailListRequest, { rows, failedFirst, failed, kinds, configured }: { rows: readonly MailRow[]; failedFirst: readonly MailRow[]; failed: number; kinds: readonly string[]; configured: boolean }, words: MailPageWords) {
  const shown = rows.slice(0, PAGE_SIZE);
  const { state, kind, period, q, before } = request;
  const options = (name: 'kind' | 'period', all: string, values: readonly { value: string; label: string }[]) => ({
    name, label: words.say(`mail.filters.${name}`), inputType: 'radio', active: request[name] ? 1 : 0,
    options: [{ value: '', label: all }, ...values].map(({ value, label }) => ({ value, label, checked: value === (request[name] ?? '') })),
  });
  return {
    configured, q, failed,
    tabs: [null, ...MAIL_STATES].map((key) => ({ label: words.say(`mail.states.${key ?? 'all'}`), href: mailListAddress(request, { state: key }), current: key === state, count: key === 'failed' ? failed : 0 })),
    filters: [
      options('kind', words.say('mail.filters.allKinds'), kinds.map((value) => ({ value, label: words.kind(value) })).sort((a, b) => words.compare(a.label, b.label))),
      options('period', words.say('mail.filters.always'), MAIL_PERIODS.map((value) => ({ value, label: words.say(`mail.filters.periods.days${value}`) }))),
    ],
    filtered: kind !== null || period !== null || q !== '',
    clear: mailListAddress(request, { kind: null, period: null, q: '' }),
    hidden: state ? [{ name: 'state', value: state }] : [],
    failedFirst: failedFirst.map((row) => mailLine(row, words)),
    rows: shown.filter(({ id }) => !failedFirst.some((row) => row.id === id)).map((row) => mailLine(row, words)),
    first: before ? mailListAddress(request, {}) : '',
    next: rows.length > PAGE_SIZE ? mailListAddress(request, { before: shown[shown.length - 1].id }) : '',
  };
}

/** One mail as lists and its page show it. */
export function mailLine(row: MailRow, words: MailPageWords, href = `/admin/mail/${row.id}`) {
  return { ...row, href, kindLabel: words.kind(row.kind), stateLabel: `mail.states.${row.state}`, tone: TONES[row.state], why: reasonOf(row) };
}

export function tryLine({ at, outcome, reply }: MailTry) {
  return { at, reply: reply ?? '', label: `mail.outcomes.${outcome}`, tone: OUTCOME_TONES[outcome] };
}

/** Our own reasons in our words; the rest is what the mail server said. */
export function reasonOf({ reason, state }: Pick<MailRow, 'reason' | 'state'>): Message | null {
  if (reason === null) return null;
  if (OWN_REASONS.has(reason)) return { key: `mail.reasons.${reason}` };
  return { key: state === 'waiting' ? 'mail.reasons.serverLater' : 'mail.reasons.server', params: { answer: reason } };
}
