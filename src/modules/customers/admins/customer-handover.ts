import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { withQuery } from '../../../kernel/views/address';
import type { ActivityEntry } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { Handover, type HandoverMove, type HandoverPart } from '../../staff/handover';
import { CustomerHandoverRows } from './customer-handover.queries';

/** Entries written at once. */
const CHUNK = 1000;

/** What staff hold of customers: being customer admin and being account manager (STA-3, CUS-24). */
@Injectable()
export class CustomerHandover {
  constructor(
    private readonly activity: ActivityLog,
    private readonly rows: CustomerHandoverRows,
    handover: Handover,
  ) {
    handover.add(this.admins(), this.accountManager());
  }

  private admins(): HandoverPart {
    return {
      key: 'customer-admins',
      order: 10,
      words: (count) => ({ key: 'customers.handover.admins', params: { count } }),
      href: (staffId) => withQuery('/admin/customers', { admin: staffId }),
      count: (manager, staffId) => this.rows.countAdmins(manager, staffId),
      move: async (tx, move) => {
        const taken = await this.rows.moveAdmins(tx, move.from.id, move.to.id, move.now);
        const { from, to } = move;
        await this.record(tx, move, taken, { action: 'customer_admin.handedOver', subject: { kind: 'customer_admin', id: to.id, name: to.name }, changes: { admins: [from.name, to.name] } });
      },
    };
  }

  private accountManager(): HandoverPart {
    return {
      key: 'account-manager',
      order: 20,
      words: (count) => ({ key: 'customers.handover.accountManager', params: { count } }),
      href: (staffId) => withQuery('/admin/customers', { manager: staffId }),
      count: (manager, staffId) => this.rows.countManaged(manager, staffId),
      move: async (tx, move) => {
        const taken = await this.rows.moveManaged(tx, move.from.id, move.to.id, move.now);
        const { from, to } = move;
        await this.record(tx, move, taken, { action: 'customer_admin.managerHandedOver', subject: { kind: 'customer_admin', id: to.id, name: to.name }, changes: { accountManagerId: [from.name, to.name] } });
      },
    };
  }

  /** One entry in the log of each customer. */
  private async record(tx: EntityManager, { actor, now }: HandoverMove, customerIds: readonly string[], entry: Pick<ActivityEntry, 'action' | 'subject' | 'changes'>): Promise<void> {
    for (let at = 0; at < customerIds.length; at += CHUNK) {
      await this.activity.recordMany(tx, customerIds.slice(at, at + CHUNK).map((customerId) => ({ ...entry, actor, at: now, customerId })));
    }
  }
}
