import type { Message } from '../../kernel/i18n/message';
import { withQuery } from '../../kernel/views/address';
import type { MailState } from '../../kernel/outbox/outbox.queries';
import type { MailRow } from './mail.queries';

export const MAIL_STATES: readonly MailState[] = ['waiting', 'sent', 'dropped', 'failed'];
export const PAGE_SIZE = 50;

const TONES: Readonly<Record<MailState, 'ok' | 'warn' | 'bad' | ''>> = { waiting: 'warn', sent: 'ok', dropped: '', failed: 'bad' };
/** Our own reasons; what else stands there is what the mail server said. */
const OWN_REASONS = new Set([
  'recipient_gone', 'recipient_inactive', 'customer_inactive', 'customer_gone', 'no_address', 'switched_off', 'kind_off', 'link_expired', 'link_replaced', 'unwritable',
  'unknown_kind', 'unreadable_secret', 'crashed', 'discarded', 'resent',
]);

/** What `views/mail/index.hbs` shows. @param rows one more than a page when there is another page */
export function mailList(rows: readonly MailRow[], { state, before }: { state: MailState | null; before: string | null }, configured: boolean) {
  const shown = rows.slice(0, PAGE_SIZE);
  const more = rows.length > PAGE_SIZE;
  return {
    configured,
    tabs: [null, ...MAIL_STATES].map((key) => ({ label: `mail.states.${key ?? 'all'}`, href: withQuery('/admin/mail', { state: key }), current: key === state })),
    rows: shown.map(mailLine),
    first: before ? withQuery('/admin/mail', { state }) : '',
    next: more ? withQuery('/admin/mail', { state, before: shown[shown.length - 1].id }) : '',
  };
}

/** One mail as list and page show it. */
export function mailLine(row: MailRow) {
  return { ...row, kindLabel: `letters.${row.kind}.name`, stateLabel: `mail.states.${row.state}`, tone: TONES[row.state], why: reasonOf(row) };
}

/** Our own reasons in our words; the rest is what the mail server said. */
function reasonOf({ reason, state }: MailRow): Message | null {
  if (reason === null) return null;
  if (OWN_REASONS.has(reason)) return { key: `mail.reasons.${reason}` };
  return { key: state === 'waiting' ? 'mail.reasons.serverLater' : 'mail.reasons.server', params: { answer: reason } };
}
