import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { claim } from '../../../kernel/db/claim';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import { CustomerAccess } from './customer-page.access';
import { Customer } from '../customer.entity';

/** What rests while a customer is inactive hears of it, in the transaction of the switch. */
export type ActivationListener = (tx: EntityManager, customerId: string, active: boolean) => Promise<void>;

/** The switch "active" of a customer (CUS-17). */
@Injectable()
export class CustomerActivation {
  private readonly listeners: ActivationListener[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly activity: ActivityLog,
  ) {}

  /** For modules whose things rest while a customer is inactive. */
  onChange(listener: ActivationListener): void {
    this.listeners.push(listener);
  }

  set(actor: StaffActor, post: Post, id: string, active: boolean): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { name } = await this.access.demand(actor, id, 'edit', tx);
      await this.write(tx, actor, { id, name }, active);
      return `/admin/customers/${id}`;
    });
  }

  /**
   * Switches a customer that the caller has asked the right for, and locked. The version stays: the switch is no field of
   * the edit form, so nobody's typing is lost by it.
   * @returns false when it was so already; then nothing is logged.
   */
  async write(tx: EntityManager, actor: StaffActor, { id, name }: { id: string; name: string }, active: boolean): Promise<boolean> {
    const now = this.clock.now();
    if (!(await claim(tx, Customer, { id, active: !active }, { active, updatedAt: now }))) return false;
    for (const listener of this.listeners) await listener(tx, id, active);
    const action = active ? 'customer.activated' : 'customer.deactivated';
    await this.activity.record(tx, { actor, at: now, action, subject: { kind: 'customer', id, name }, customerId: id });
    return true;
  }
}
