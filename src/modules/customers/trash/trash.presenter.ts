import type { Typed } from '../../../kernel/forms/read-form';
import type { FieldRefused } from '../../../kernel/forms/field-refused';
import { withQuery } from '../../../kernel/views/address';
import type { CustomerPageRow } from '../page/customer-page.queries';
import type { Blocker } from './customer-trash';
import { KEPT_DAYS } from './trash.job';
import type { TrashRow } from './trash.queries';

/** Customers on one page of the trash. */
export const TRASH_SHOWN = 25;
const DAY_MS = 86_400_000;
const PATH = '/admin/customers/trash';

/** @param rows one more than are shown, when there are older ones. */
export function trashModel(rows: readonly TrashRow[], before: string | null) {
  const shown = rows.slice(0, TRASH_SHOWN);
  return {
    days: KEPT_DAYS,
    rows: shown.map((row) => ({
      id: String(row.id), name: row.name, number: row.number, isCompany: row.type === 'company',
      deletedBy: row.deletedBy, deletedAt: row.deletedAt, goneOn: new Date(row.deletedAt.getTime() + KEPT_DAYS * DAY_MS),
    })),
    newest: before === null ? null : PATH,
    older: rows.length > shown.length ? withQuery(PATH, { before: String(shown[shown.length - 1].deletionId) }) : null,
  };
}

export function deletionPage(row: CustomerPageRow, blockers: readonly Blocker[]) {
  return {
    customer: { id: row.id, name: row.display_name, number: row.number }, close: `/admin/customers/${row.id}`,
    contacts: Number(row.counts.contacts ?? 0), notes: Number(row.counts.notes ?? 0), days: KEPT_DAYS, blockers,
  };
}

/** Asks for another number or e-mail, one field for each that was refused so far. */
export function restorationPage(row: TrashRow, answers: Typed, { field, reason }: FieldRefused) {
  const names = [...new Set([...Object.keys(answers), field])];
  const typed = { ...(field === 'number' ? { number: row.number } : {}), ...answers };
  return {
    customer: { id: String(row.id), name: row.name },
    fields: names.map((name) => ({ name, isNumber: name === 'number' })),
    form: { values: typed, errors: { [field]: reason } },
    problem: reason,
  };
}
