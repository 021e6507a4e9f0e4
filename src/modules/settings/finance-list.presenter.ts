import type { Message } from '../../kernel/i18n/message';
import type { FormShown } from '../../kernel/views/form';
import type { FinanceList, FinanceRow } from './finance-list';

/** What `views/settings/list-row.hbs` shows: a new row, or the one that is edited. */
export function rowPage(list: FinanceList, row: FinanceRow | null, form: FormShown, changed = false) {
  const base = `/admin/settings/${list.path}`;
  return {
    form,
    texts: list.texts,
    hasRate: list.hasRate,
    heading: { key: `${list.texts}.${row ? 'edit' : 'new'}` },
    action: row ? `${base}/${row.id}` : base,
    deletion: row ? `${base}/${row.id}/delete` : null,
    version: form.values.version ?? row?.version ?? '',
    changed: changed && row ? { name: row.name, rate: row.rate ?? null, active: row.active } : null,
  };
}

export function rowValues({ name, rate, active, version }: FinanceRow): FormShown['values'] {
  return { name, active, version, rate: rate === undefined ? '' : String(Number(rate)) };
}

/** What `views/settings/delete.hbs` shows: the question, or what keeps it from being deleted. */
export function deletePage(list: FinanceList, row: FinanceRow, blockers: readonly Message[]) {
  return {
    blockers,
    question: { key: `${list.texts}.delete`, params: { name: row.name } },
    explanation: { key: 'settings.delete.explain' },
    instead: blockers.length > 0 && row.active ? { key: 'settings.delete.deactivate', href: `/admin/settings/${list.path}/${row.id}/edit` } : null,
    submit: { key: `${list.texts}.deleteButton` },
    action: `/admin/settings/${list.path}/${row.id}/delete`,
    cancel: '/admin/settings/money',
  };
}
