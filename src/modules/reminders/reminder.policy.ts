import type { StaffActor } from '../../kernel/access/actor';
import type { CustomerAbilities } from '../customers/customer.policy';
import type { Reminder } from './reminder';

/**
 * Who may change a reminder, do it, put it off or delete it: whom it reminds, who made it, and whoever may edit the customer.
 * Everybody who sees the customer sees its reminders and may add one.
 */
export function mayChangeReminder(actor: Pick<StaffActor, 'id'>, reminder: Pick<Reminder, 'staffId' | 'createdById'>, can: Pick<CustomerAbilities, 'edit'>): boolean {
  return can.edit || reminder.staffId === actor.id || reminder.createdById === actor.id;
}
