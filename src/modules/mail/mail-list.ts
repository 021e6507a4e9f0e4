import { isId } from '../../kernel/http/id-param';
import type { MailState } from '../../kernel/outbox/outbox.queries';
import { withQuery } from '../../kernel/views/address';
import type { MailFilter } from './mail.queries';

export const MAIL_STATES: readonly MailState[] = ['failed', 'waiting', 'sent', 'dropped'];
export const MAIL_PERIODS = ['1', '7', '30', '90'] as const;
const DAY = 86_400_000;

/** What the address of the list asks for. */
export interface MailListRequest {
  readonly state: MailState | null;
  readonly kind: string | null;
  readonly q: string;
  /** In days. */
  readonly period: (typeof MAIL_PERIODS)[number] | null;
  readonly before: string | null;
}

/** Reads the address of the list; what it does not know counts as not said. @param kinds those there are */
export function readMailList(query: Record<string, unknown>, kinds: readonly string[]): MailListRequest {
  const { state, kind, period, before, q } = query;
  return {
    state: MAIL_STATES.find((known) => known === state) ?? null,
    kind: kinds.find((known) => known === kind) ?? null,
    period: MAIL_PERIODS.find((known) => known === period) ?? null,
    before: isId(before) ? before : null,
    q: typeof q === 'string' ? q.trim().slice(0, 200) : '',
  };
}

export function mailFilter({ state, kind, q, period }: MailListRequest, now: Date): MailFilter {
  return { state, kind, q, since: period ? new Date(now.getTime() - Number(period) * DAY) : null, customerId: null };
}

/** The address of the list as `request` with some of it changed; from its first page unless `before` is given. */
export function mailListAddress(request: MailListRequest, changed: Partial<MailListRequest>): string {
  const { state, kind, q, period, before } = { ...request, before: null, ...changed };
  return withQuery('/admin/mail', { state, kind, q, period, before });
}
