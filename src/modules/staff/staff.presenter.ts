import type { Config } from '../../kernel/config/config';
import type { Message } from '../../kernel/i18n/message';
import { withQuery } from '../../kernel/views/address';
import type { StaffRow, StaffStatus } from './staff.queries';

export const PAGE_SIZE = 50;

/** What is said after an invitation: without a mail server somebody has to pass its link on. */
export function invited({ smtpUrl }: Pick<Config, 'smtpUrl'>): string {
  return smtpUrl === null ? 'staff.flash.invitedWaiting' : 'staff.flash.invited';
}

/** What `views/staff/index.hbs` shows. */
export function staffList(list: { rows: readonly StaffRow[]; total: number }, { q, status, page }: { q: string; status: StaffStatus; page: number }) {
  const at = (number: number) => withQuery('/admin/staff', { q: q || null, status: status === 'active' ? null : status, page: number > 1 ? number : null });
  const from = (page - 1) * PAGE_SIZE + 1;
  const to = from + list.rows.length - 1;
  return {
    q,
    status,
    total: list.total,
    tabs: (['active', 'inactive', 'all'] as const).map((key) => ({ label: `staff.list.tabs.${key}`, href: withQuery('/admin/staff', { q: q || null, status: key === 'active' ? null : key }), current: key === status })),
    hidden: status === 'active' ? [] : [{ name: 'status', value: status }],
    rows: list.rows.map((row) => ({ ...row, right: rightOf(row), state: stateOf(row) })),
    pager: { from, to, previous: page > 1 ? at(page - 1) : '', next: to < list.total ? at(page + 1) : '' },
  };
}

/** What `views/staff/show.hbs` shows of the account itself. */
export function staffFacts(row: StaffRow) {
  return { ...row, right: rightOf(row), state: stateOf(row) };
}

function rightOf(row: StaffRow): Message {
  if (row.administrator) return { key: 'staff.administrator' };
  return row.roleName === null ? { key: 'staff.noRole' } : { key: 'staff.roleName', params: { name: row.roleName } };
}

function stateOf(row: StaffRow): Message & { tone: 'ok' | 'warn' | '' } {
  if (!row.active) return { key: 'staff.state.inactive', tone: '' };
  if (!row.hasPassword) return { key: 'staff.state.invited', tone: 'warn' };
  return row.mustChangePassword ? { key: 'staff.state.mustChange', tone: 'warn' } : { key: 'staff.state.active', tone: 'ok' };
}
