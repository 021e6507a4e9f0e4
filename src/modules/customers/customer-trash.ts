import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { claim } from '../../kernel/db/claim';
import { isDuplicate } from '../../kernel/db/transaction';
import { ActivityLog } from '../activity/activity.log';
import { countCustomers } from './customer-counts';
import { CustomerSearch } from './customer-search';
import { Customer } from './customer.entity';
import { FieldRefused } from '../../kernel/forms/field-refused';

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

  /** Puts a customer into the trash with all that belongs to it. Not found, or there already: nothing blocks and nothing happens. */
  async delete(tx: EntityManager, actor: StaffActor, id: string): Promise<DeleteResult> {
    const now = this.clock.now();
    const customer = await tx.findOne(Customer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!customer || customer.deletedAt) return { ok: false, blockers: [] };
    const blockers = (await Promise.all(this.parts.map((part) => part.blockers?.(tx, id) ?? []))).flat();
    if (blockers.length > 0) return { ok: false, blockers };
    const deletionId = await this.insertDeletion(tx, actor, id, now);
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
    const { deletionId } = customer;
    try {
      if (!(await claim(tx, Customer, { id, deletionId }, { deletedAt: null, deletionId: null, number, numberKey: number }))) return false;
    } catch (error) {
      if (isDuplicate(error, 'customers_number_key')) throw new FieldRefused('number', { key: 'customers.trash.numberTaken', params: { number } });
      throw error;
    }
    for (const part of this.parts) await part.restore(tx, id, deletionId, now, answers);
    await this.search.refresh(tx, id);
    await this.activity.record(tx, { actor, at: now, action: 'customer.restored', subject: { kind: 'customer', id, name: customer.displayName }, customerId: id });
    await countCustomers(tx, 1);
    return true;
  }

  private async insertDeletion(tx: EntityManager, actor: StaffActor, id: string, now: Date): Promise<string> {
    const result: { insertId: string | number } = await tx.query(
      "INSERT INTO deletions (subject_kind, subject_id, staff_id, staff_name, deleted_at) VALUES ('customer', ?, ?, ?, ?)",
      [id, actor.id, actor.name, now],
    );
    return String(result.insertId);
  }
}

const notes: TrashPart = {
  delete: (tx, customerId, deletionId, now) =>
    tx.query('UPDATE notes SET deleted_at = ?, deletion_id = ? WHERE customer_id = ? AND deleted_at IS NULL', [now, deletionId, customerId]),
  restore: (tx, customerId, deletionId) =>
    tx.query('UPDATE notes SET deleted_at = NULL, deletion_id = NULL WHERE customer_id = ? AND deletion_id = ?', [customerId, deletionId]),
};
