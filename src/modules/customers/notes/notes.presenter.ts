import type { StaffActor } from '../../../kernel/access/actor';
import { withQuery } from '../../../kernel/views/address';
import type { FormShown } from '../../../kernel/views/form';
import type { VisibleCustomer } from '../page/customer-page.queries';
import type { CustomerAbilities } from '../customer.policy';
import { mayChangeNote } from './notes.policy';
import type { NoteRow } from './notes.queries';

/** Notes on one page of the tab. */
export const NOTES_SHOWN = 20;

/** @param rows one more than are shown, when there are older ones. */
export function notesModel(actor: StaffActor, customer: { readonly id: string; readonly can: CustomerAbilities }, rows: readonly NoteRow[], before: string | null) {
  const shown = rows.slice(0, NOTES_SHOWN);
  const path = `/admin/customers/${customer.id}/notes`;
  return {
    notes: shown.map((row) => ({ ...noteModel(row), path: `${path}/${row.id}`, mayChange: mayChangeNote(actor, row, customer.can) })),
    newest: before === null ? null : path,
    older: rows.length > shown.length ? withQuery(path, { before: String(shown[shown.length - 1].id) }) : null,
  };
}

export function noteModel(row: NoteRow) {
  return { id: String(row.id), body: row.body, author: row.author, at: row.created_at, editedAt: row.version > 1 ? row.updated_at : null };
}

export function notePage(customer: VisibleCustomer, note: NoteRow, form: FormShown) {
  const path = `/admin/customers/${customer.id}/notes`;
  return { customer: { id: customer.id, name: customer.name }, form, action: `${path}/${note.id}`, close: path, author: note.author, now: null as string | null };
}
