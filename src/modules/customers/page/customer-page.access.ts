import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Forbidden } from '../../../kernel/http/errors';
import { findVisible, type VisibleCustomer } from './customer-page.queries';
import { customerAbilities, type CustomerAbilities } from '../customer.policy';

/**
 * The door of everything below `/admin/customers/:id`: what the actor cannot see is not there (404), what it sees but
 * may not do is refused (403), before any field is looked at.
 */
@Injectable()
export class CustomerAccess {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** In `tx` the row is locked. @throws NotFound */
  see(actor: StaffActor, id: string, tx?: EntityManager): Promise<VisibleCustomer> {
    return findVisible(tx ?? this.dataSource.manager, actor, id, tx !== undefined);
  }

  /** In `tx` the row is locked, so that the customer stays until the change is written. @throws NotFound, Forbidden */
  async demand(actor: StaffActor, id: string, ability: keyof CustomerAbilities, tx?: EntityManager): Promise<VisibleCustomer> {
    const customer = await findVisible(tx ?? this.dataSource.manager, actor, id, tx !== undefined);
    if (!customerAbilities(actor, customer)[ability]) throw new Forbidden({ key: 'errors.not_allowed' });
    return customer;
  }
}
