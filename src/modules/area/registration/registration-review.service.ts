import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { Conflict, NotFound, Refused } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import { UnverifiedRegistrations } from '../../contacts/unverified-registrations';
import { NewCustomerNews } from '../../customers/news/new-customer-news';
import { CustomerTrash } from '../../customers/trash/customer-trash';
import { RegistrationLetters } from './registration-letters';
import { RegistrationRows, type WaitingCustomer } from './registrations.queries';

const LIST = '/admin/registrations';

/** Administrators let registered customers in, or refuse them (ARE-5). */
@Injectable()
export class RegistrationReview {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly letters: RegistrationLetters,
    private readonly news: NewCustomerNews,
    private readonly registrations: UnverifiedRegistrations,
    private readonly rows: RegistrationRows,
    private readonly trash: CustomerTrash,
  ) {}

  /** @throws NotFound when it does not wait (any more); Refused while the address is not verified. */
  confirm(actor: StaffActor, post: Post, customerId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const customer = await this.demand(tx, customerId);
      if (customer.unverified) throw new Refused({ key: 'registration.errors.unverified' });
      await this.rows.open(tx, customerId);
      if (customer.contactId !== null) await this.letters.tellConfirmed(tx, customer.contactId, customer);
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'customer.confirmed', subject: { kind: 'customer', id: customerId, name: customer.name }, customerId });
      await this.news.tell(tx, actor, customerId);
      return LIST;
    });
  }

  /** Into the trash, from where it can be taken back for thirty days. @throws NotFound, Conflict */
  refuse(actor: StaffActor, post: Post, customerId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { contactId } = await this.demand(tx, customerId);
      const result = await this.trash.delete(tx, actor, customerId);
      if (!result.ok) throw new Conflict({ key: 'customers.trash.blocked' }, result.blockers.map(({ name, href }) => ({ label: { key: 'customers.trash.blocker', params: { name } }, href })));
      if (contactId !== null) await this.registrations.bury(tx, contactId);
      return LIST;
    });
  }

  private async demand(tx: EntityManager, customerId: string): Promise<WaitingCustomer> {
    await this.rows.lock(tx, customerId);
    const customer = await this.rows.waitingOne(tx, customerId);
    if (!customer) throw new NotFound();
    return customer;
  }
}
