import { Body, Controller, Post } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { readForm } from '../../../kernel/forms/read-form';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import { ColleagueRowForm } from './colleague.form';
import { Colleagues } from './colleagues.service';

/** An invitation that admin contacts made and nobody has answered; whom it found tells neither address nor answer (CON-2). */
@Controller('colleagues/invitations/:id')
@AllowContacts('admin')
export class ColleagueInvitationController {
  constructor(private readonly colleagues: Colleagues) {}

  @Post('renewal')
  async renew(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    return redirectTo(await this.colleagues.renew(contact, post, this.customer(contact, body), id), { key: 'area.flash.colleagueInvited' });
  }

  @Post('withdrawal')
  async withdraw(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    return redirectTo(await this.colleagues.withdraw(contact, post, this.customer(contact, body), id), { key: 'area.flash.invitationWithdrawn' });
  }

  private customer(contact: ContactActor, body: unknown) {
    return this.colleagues.customer(contact, String(readForm(ColleagueRowForm, body).typed.customerId));
  }
}
