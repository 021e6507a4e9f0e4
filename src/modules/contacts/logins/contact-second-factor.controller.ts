import { Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { ContactSecondFactors } from './contact-second-factor.service';

/** Whoever may edit the person takes its second factor off when it has lost phone and recovery codes. */
@Controller('admin/customers/:id/contacts/:contact/second-factor/removal')
@Allow('customers.own')
export class ContactSecondFactorController {
  constructor(private readonly factors: ContactSecondFactors) {}

  @Get()
  async ask(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    const name = await this.factors.nameOf(actor, id, linkId);
    const contacts = `/admin/customers/${id}/contacts`;
    return page('contacts/second-factor-reset', { name, contacts, back: `${contacts}/${linkId}/edit`, action: `${contacts}/${linkId}/second-factor/removal` });
  }

  @Post()
  async remove(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    return redirectTo(await this.factors.remove(actor, post, id, linkId), { key: 'staff.flash.secondFactorReset' });
  }
}
