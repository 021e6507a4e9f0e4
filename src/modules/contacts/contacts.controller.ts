import { Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { CustomerPage } from '../customers/page/customer-page';
import { ContactEditor } from './contact-editor.service';
import { contactsModel } from './contacts.presenter';
import { ContactQueries } from './contacts.queries';

/** The tab Contacts of a customer. */
@Controller('admin/customers/:id/contacts')
@Allow('customers.own')
export class ContactsController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly queries: ContactQueries,
    private readonly editor: ContactEditor,
  ) {}

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const { header } = await this.customers.open(actor, id, 'contacts');
    return page('contacts/list', { ...header, ...contactsModel(id, await this.queries.list(id)) });
  }

  @Post(':contact/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    const location = await this.editor.delete(actor, post, id, linkId);
    return redirectTo(location, { key: 'contacts.flash.deleted', undo: { action: `${location}/${linkId}/restoration` } });
  }

  @Post(':contact/restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    return redirectTo(await this.editor.restore(actor, post, id, linkId), { key: 'contacts.flash.restored' });
  }
}
