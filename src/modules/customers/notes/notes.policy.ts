import type { StaffActor } from '../../../kernel/access/actor';
import type { CustomerAbilities } from '../customer.policy';

/**
 * Who may change or delete a note: whoever wrote it, as long as the customer may be edited, and administrators. A note is
 * signed with its author's name, so nobody else puts words under it. Everybody who may edit the customer may add one.
 */
export function mayChangeNote(actor: StaffActor, note: { readonly staff_id: string | null }, can: Pick<CustomerAbilities, 'edit'>): boolean {
  return can.edit && (actor.administrator || (note.staff_id !== null && String(note.staff_id) === actor.id));
}
