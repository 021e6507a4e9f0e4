import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowAnyone } from '../../../kernel/access/allow';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { Text } from '../../../kernel/forms/fields';
import { readForm } from '../../../kernel/forms/read-form';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { LinkInvitations } from './link-invitations.service';

class ConfirmForm {
  @Text({ max: 200 }) token!: string | null;
}

/** A page whose address holds a secret sends it nowhere. */
const PRIVATE = { 'Referrer-Policy': 'no-referrer' };

/** Where a person says whether it is to be a contact of one more customer (CON-2); the link is proof enough of who it is. */
@Controller('links/confirm')
export class LinkConfirmController {
  constructor(private readonly invitations: LinkInvitations) {}

  /** Shows a button and uses nothing up: mail scanners open links. */
  @Get()
  @AllowAnyone()
  async show(@Query('token') token: unknown): Promise<Reply> {
    const invitation = await this.invitations.find(token);
    if (!invitation) return deadLink();
    return page('contacts/link-confirm', { token: String(token), customer: invitation.customerName, name: invitation.contactName, email: invitation.email }, { headers: PRIVATE });
  }

  @Post()
  @AllowAnyone()
  async confirm(@Body() body: unknown): Promise<Reply> {
    const invitation = await this.invitations.find(readForm(ConfirmForm, body).typed.token);
    if (!invitation || !(await this.accepted(invitation))) return deadLink();
    return redirectTo('/login', { key: 'contacts.flash.confirmed', params: { customer: invitation.customerName } });
  }

  private async accepted(invitation: Parameters<LinkInvitations['accept']>[0]): Promise<boolean> {
    try {
      return await this.invitations.accept(invitation);
    } catch (error) {
      // Somebody else linked the person meanwhile, or the customer went: there is nothing left to confirm.
      if (error instanceof FieldRefused) return false;
      throw error;
    }
  }
}

/** One answer for links that are wrong, used, replaced or too old (A10). */
function deadLink(): Reply {
  return page('contacts/link-dead', {}, { status: 404, headers: PRIVATE });
}
