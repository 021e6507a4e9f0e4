import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import { CustomerAdminQueries } from './customer-admins.queries';
import { CustomerAccess } from '../page/customer-page.access';

/** Who looks after a customer (CUS-24). The right is read live, so whoever is taken off loses access with the next request. */
@Injectable()
export class CustomerAdminsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly queries: CustomerAdminQueries,
    private readonly activity: ActivityLog,
  ) {}

  add(actor: StaffActor, post: Post, customerId: string, staffId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageAdmins', tx);
      await this.assign(tx, actor, customerId, staffId);
      return tabOf(customerId);
    });
  }

  /**
   * Makes an active member of staff customer admin; for one who is it already, nothing happens. The caller has asked for the right.
   * @throws FieldRefused at `staffId` when there is no such member of staff.
   */
  async assign(tx: EntityManager, actor: StaffActor, customerId: string, staffId: string): Promise<boolean> {
    const now = this.clock.now();
    const name = await this.queries.activeName(tx, staffId);
    if (name === null) throw new FieldRefused('staffId', { key: 'errors.choice' });
    if (!(await this.queries.insert(tx, customerId, staffId, now))) return false;
    await this.activity.record(tx, { actor, at: now, action: 'customer_admin.assigned', subject: { kind: 'customer_admin', id: staffId, name }, customerId });
    return true;
  }

  /** @throws NotFound for somebody who is none of its customer admins. */
  remove(actor: StaffActor, post: Post, customerId: string, staffId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageAdmins', tx);
      const name = await this.queries.adminName(tx, customerId, staffId);
      if (name === null || !(await this.queries.delete(tx, customerId, staffId))) throw new NotFound();
      const subject = { kind: 'customer_admin', id: staffId, name };
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'customer_admin.removed', subject, customerId });
      return tabOf(customerId);
    });
  }
}

function tabOf(customerId: string): string {
  return `/admin/customers/${customerId}/admins`;
}
