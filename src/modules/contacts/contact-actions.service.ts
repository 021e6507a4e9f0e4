import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { tabOf } from './contact-editor.service';
import { ContactQueries } from './contacts.queries';
import { ContactsService } from './contacts.service';
import { LinkInvitations } from './links/link-invitations.service';
import { ContactAccess } from './logins/contact-access.service';
import { holdPersonBehind } from './person-rows.queries';

/** What staff do about a contact with one button: delete, take that back, invite, withdraw a question. */
@Injectable()
export class ContactActions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: CustomerAccess,
    private readonly contacts: ContactsService,
    private readonly entry: ContactAccess,
    private readonly invitations: LinkInvitations,
    private readonly queries: ContactQueries,
  ) {}

  /** @throws Conflict for the primary contact (CON-4). */
  delete(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      const result = await this.contacts.remove(tx, actor, { id, customerId });
      if (result === 'gone') throw new NotFound();
      if (result === 'primary') throw new Conflict({ key: 'contacts.errors.primaryStays' }, [{ label: 'contacts.toContacts', href: tabOf(customerId) }]);
      return tabOf(customerId);
    });
  }

  /** @throws Conflict when its address has been taken meanwhile. */
  async restore(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    try {
      return await oncePerPost(this.dataSource, post, async (tx) => {
        await this.access.demand(actor, customerId, 'manageContacts', tx);
        await this.contacts.restore(tx, actor, { id, customerId }, await this.queries.deletionOf(tx, customerId, id));
        return tabOf(customerId);
      });
    } catch (error) {
      throw error instanceof FieldRefused ? new Conflict(error.reason, [{ label: 'contacts.toContacts', href: tabOf(customerId) }]) : error;
    }
  }

  /** Sends the set-password link, or sends it again (CON-7). @throws Conflict for whom it is not for */
  invite(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const person = await holdPersonBehind(tx, customerId, id);
      const customer = await this.access.demand(actor, customerId, 'manageContacts', tx);
      if (!person) throw new NotFound();
      await this.entry.invite(tx, actor, customer, id, await this.queries.mayEditPerson(tx, actor, person.id));
      return tabOf(customerId);
    });
  }

  /** Takes back the question whether somebody wants to be a contact of the customer. */
  withdraw(actor: StaffActor, post: Post, customerId: string, invitationId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      if (!(await this.invitations.withdraw(tx, actor, customerId, invitationId))) throw new NotFound();
      return tabOf(customerId);
    });
  }
}
