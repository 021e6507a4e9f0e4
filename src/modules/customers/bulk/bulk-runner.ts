import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { ActivityLog } from '../../activity/activity.log';
import { GroupQueries } from '../../groups/groups.queries';
import { CustomerActivation } from '../page/activation.service';
import { NEEDS, type BulkRecord, type BulkRefusal } from './bulk-action';
import { BulkQueries, type BulkCustomer } from './bulk.queries';
import { CustomerAdminsService } from '../admins/customer-admins.service';
import { CustomerTrash } from '../trash/customer-trash';
import { customerAbilities } from '../customer.policy';

/** Customers in one transaction. */
export const BATCH = 100;

/** Does a bulk action for one batch; the request of a small one and the job of a large one share it. */
@Injectable()
export class BulkRunner {
  constructor(
    private readonly clock: Clock,
    private readonly queries: BulkQueries,
    private readonly groups: GroupQueries,
    private readonly admins: CustomerAdminsService,
    private readonly activation: CustomerActivation,
    private readonly trash: CustomerTrash,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Does the next batch. Each customer is locked and asked for again: whom the actor cannot see or change any more is
   * refused and left (A3).
   * @param token of the lease; null within the request that freezes it.
   * @returns how many were looked at; 0: all are done.
   * @throws Error when the lease was lost, so that nothing is done twice.
   */
  async batch(tx: EntityManager, actor: StaffActor, action: BulkRecord, token: string | null): Promise<number> {
    const ids = await this.queries.waiting(tx, action.id, BATCH);
    if (ids.length === 0) return 0;
    const customers = await this.queries.lock(tx, actor, ids);
    const refused = new Map<string, BulkRefusal>();
    for (const id of ids) {
      const refusal = await this.one(tx, actor, action, customers.get(id));
      if (refusal) refused.set(id, refusal);
    }
    const done = ids.filter((id) => !refused.has(id));
    if (!(await this.queries.finish(tx, action, done, refused, token, this.clock.now()))) throw new Error('another node has taken over this bulk action');
    return ids.length;
  }

  private async one(tx: EntityManager, actor: StaffActor, { action, params }: BulkRecord, customer: BulkCustomer | undefined): Promise<BulkRefusal | null> {
    const need = NEEDS[action];
    if (!customer) return { reason: { key: 'customers.bulk.reasons.gone' }, links: [] };
    if (need && !customerAbilities(actor, customer)[need]) return { reason: { key: 'customers.bulk.reasons.notAllowed' }, links: [] };
    if (action === 'activate' || action === 'deactivate') await this.activation.write(tx, actor, customer, action === 'activate');
    if (action === 'admin') await this.admins.assign(tx, actor, customer.id, params.staffId);
    if (action === 'group') return this.addToGroup(tx, actor, customer, params.groupId);
    if (action === 'delete') return this.delete(tx, actor, customer);
    return null;
  }

  private async delete(tx: EntityManager, actor: StaffActor, { id }: BulkCustomer): Promise<BulkRefusal | null> {
    const result = await this.trash.delete(tx, actor, id);
    if (result.ok) return null;
    return { reason: { key: 'customers.bulk.reasons.blocked' }, links: result.blockers.map(({ name, href }) => ({ label: name, href })) };
  }

  private async addToGroup(tx: EntityManager, actor: StaffActor, { id, name }: BulkCustomer, groupId: string): Promise<BulkRefusal | null> {
    if ((await this.groups.hold(tx, [groupId])).length === 0) return { reason: { key: 'customers.bulk.reasons.groupGone' }, links: [] };
    const before = await this.queries.groupNames(tx, id);
    const at = this.clock.now();
    if (!(await this.queries.addMember(tx, groupId, id, at))) return null;
    await this.activity.record(tx, { actor, at, action: 'customer.edited', subject: { kind: 'customer', id, name }, customerId: id, changes: { groups: [before, await this.queries.groupNames(tx, id)] } });
    return null;
  }
}
