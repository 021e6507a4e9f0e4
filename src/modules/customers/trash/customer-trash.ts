import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { claim } from '../../../kernel/db/claim';
import { isDuplicate } from '../../../kernel/db/transaction';
import type { ActivityEntry } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { countCustomers } from '../customer-counts';
import { numberOrder } from '../customer-names';
import { CustomerSearch } from '../customer-search';
import { Customer } from '../customer.entity';
import { insertDeletion } from './deletions.queries';
import { FieldRefused } from '../../../kernel/forms/field-refused';

const LONGEST_NUMBER = 40;

/** A record that keeps a customer from being deleted (CUS-20), by its name and address. */
export interface Blocker {
  readonly name: string;
  readonly href: string;
}

/** What goes into the trash and comes back with a customer, or keeps it out; later modules add theirs. */
export interface TrashPart {
  /** Records that forbid the deletion; a few are enough. */
  blockers?(tx: EntityManager, customerId: string): Promise<readonly Blocker[]>;
  delete(tx: EntityManager, customerId: string, deletionId: string, now: Date): Promise<void>;
  /** @throws FieldRefused when something was taken meanwhile. */
  restore(tx: EntityManager, customerId: string, deletionId: string, now: Date, answers: RestoreAnswers): Promise<void>;
  /** Removes for good what a deletion put into the trash, whatever its kind. */
  purge(tx: EntityManager, deletionId: string): Promise<void>;
}

/** What a person answers when a number or an e-mail has been taken while its owner lay in the trash, by field name. */
export type RestoreAnswers = Readonly<Record<string, string | undefined>>;

export type DeleteResult = { readonly ok: true; readonly deletionId: string } | { readonly ok: false; readonly blockers: readonly Blocker[] };

/** The trash: thirty days to take a deletion back, exactly as it was (CUS-20, security.md F16). */
@Injectable()
export class CustomerTrash {
  private readonly parts: TrashPart[] = [notes];

  constructor(
    private readonly clock: Clock,
    private readonly search: CustomerSearch,
    private readonly activity: ActivityLog,
  ) {}

  addPart(part: TrashPart): void {
    this.parts.push(part);
  }

  /** Records that forbid the deletion. */
  async blockers(tx: EntityManager, id: string): Promise<readonly Blocker[]> {
    const found: Blocker[] = [];
    for (const part of this.parts) found.push(...((await part.blockers?.(tx, id)) ?? []));
    return found;
  }

  /** Removes for good what a deletion put into the trash; the customer goes last, as the others hang on it. */
  async purge(tx: EntityManager, deletionId: string): Promise<void> {
    await tx.query('UPDATE customers SET primary_link_id = NULL WHERE deletion_id = ?', [deletionId]);
    for (const part of this.parts) await part.purge(tx, deletionId);
    await tx.query('DELETE FROM customers WHERE deletion_id = ?', [deletionId]);
  }

  /** Puts a customer into the trash with all that belongs to it. Not found, or there already: nothing blocks and nothing happens. */
  async delete(tx: EntityManager, actor: ActivityEntry['actor'], id: string): Promise<DeleteResult> {
    const now = this.clock.now();
    const customer = await tx.findOne(Customer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!customer || customer.deletedAt) return { ok: false, blockers: [] };
    const blockers = await this.blockers(tx, id);
    if (blockers.length > 0) return { ok: false, blockers };
    const deletionId = await insertDeletion(tx, actor, 'customer', id, now);
    await tx.update(Customer, { id }, { deletedAt: now, deletionId, numberKey: null });
    for (const part of this.parts) await part.delete(tx, id, deletionId, now);
    await this.search.refresh(tx, id);
    await this.activity.record(tx, { actor, at: now, action: 'customer.deleted', subject: { kind: 'customer', id, name: customer.displayName }, customerId: id });
    await countCustomers(tx, -1);
    return { ok: true, deletionId };
  }

  /**
   * Takes a deletion back.
   * @returns false when it is not in the trash (any more).
   * @throws FieldRefused at `number`, or at a field of a part, when a value has been taken meanwhile and `answers` has no other.
   */
  async restore(tx: EntityManager, actor: StaffActor, id: string, answers: RestoreAnswers = {}): Promise<boolean> {
    const now = this.clock.now();
    const customer = await tx.findOne(Customer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!customer?.deletedAt || !customer.deletionId) return false;
    const number = answers.number ?? customer.number;
    if (number === '') throw new FieldRefused('number', { key: 'errors.required' });
    if ([...number].length > LONGEST_NUMBER) throw new FieldRefused('number', { key: 'errors.too_long', params: { max: LONGEST_NUMBER } });
    const { deletionId } = customer;
    try {
      if (!(await claim(tx, Customer, { id, deletionId }, { deletedAt: null, deletionId: null, number, numberKey: number, numberOrder: numberOrder(number) }))) return false;
    } catch (error) {
      if (isDuplicate(error, 'customers_number_key')) throw new FieldRefused('number', { key: 'customers.trash.numberTaken', params: { number } });
      throw error;
    }
    for (const part of this.parts) await part.restore(tx, id, deletionId, now, answers);
    await this.search.refresh(tx, id);
    const changes = number === customer.number ? undefined : { number: [customer.number, number] as const };
    await this.activity.record(tx, { actor, at: now, action: 'customer.restored', subject: { kind: 'customer', id, name: customer.displayName }, customerId: id, changes });
    await countCustomers(tx, 1);
    return true;
  }
}

const notes: TrashPart = {
  delete: (tx, customerId, deletionId, now) =>
    tx.query('UPDATE notes SET deleted_at = ?, deletion_id = ? WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]),
  restore: (tx, customerId, deletionId) =>
    tx.query('UPDATE notes SET deleted_at = NULL, deletion_id = NULL WHERE customer_id = ? AND deletion_id = ?', [customerId, deletionId]),
  purge: (tx, deletionId) => tx.query('DELETE FROM notes WHERE deletion_id = ?', [deletionId]),
};
