import { Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { Clock } from '../../kernel/clock/clock';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { CustomerPage } from '../customers/page/customer-page';
import { ContactActions } from './contact-actions.service';
import { contactsModel, pendingModel } from './contacts.presenter';
import { ContactQueries } from './contacts.queries';
import { LinkInvitations } from './links/link-invitations.service';

/** The tab Contacts of a customer, and what one button does to a contact. */
@Controller('admin/customers/:id/contacts')
@Allow('customers.own')
export class ContactsController {
  constructor(
    private readonly actions: ContactActions,
    private readonly clock: Clock,
    private readonly customers: CustomerPage,
    private readonly invitations: LinkInvitations,
    private readonly queries: ContactQueries,
  ) {}

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const { header } = await this.customers.open(actor, id, 'contacts');
    const [rows, pending] = await Promise.all([this.queries.list(id), this.invitations.pending(id)]);
    return page('contacts/list', { ...header, ...contactsModel(id, rows, this.clock.now()), pending: pendingModel(id, pending) });
  }

  @Post(':contact/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    const location = await this.actions.delete(actor, post, id, linkId);
    return redirectTo(location, { key: 'contacts.flash.deleted', undo: { action: `${location}/${linkId}/restoration` } });
  }

  @Post(':contact/restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    return redirectTo(await this.actions.restore(actor, post, id, linkId), { key: 'contacts.flash.restored' });
  }

  @Post(':contact/invitation')
  async invite(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    return redirectTo(await this.actions.invite(actor, post, id, linkId), { key: 'contacts.flash.invited' });
  }

  @Post('questions/:question/withdrawal')
  async withdraw(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('question') questionId: string): Promise<Reply> {
    return redirectTo(await this.actions.withdraw(actor, post, id, questionId), { key: 'contacts.flash.withdrawn' });
  }
}
