import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { ChangedMeanwhile } from '../../../kernel/http/errors';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { ColleagueForm, ColleagueRowForm } from './colleague.form';
import { colleaguePage, colleagueValues } from './colleagues.presenter';
import { Colleagues } from './colleagues.service';

/** One colleague's link to the customer (CON-2). Each form says which customer it is about. */
@Controller('colleagues/:id')
@AllowContacts('admin')
export class ColleagueController {
  constructor(private readonly colleagues: Colleagues) {}

  @Get('edit')
  async show(@CurrentContact() contact: ContactActor, @IdParam() id: string): Promise<Reply> {
    const customer = this.colleagues.customer(contact, contact.current.id);
    const colleague = await this.colleagues.colleague(contact, customer, id);
    return page('area/colleagues/edit', colleaguePage(customer, colleague, { values: colleagueValues(colleague) }));
  }

  @Post()
  async save(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const read = readForm(ColleagueForm, body);
    const { customer, colleague } = await this.of(contact, id, body);
    try {
      const form = await submitForm(read, (value) => this.colleagues.edit(contact, post, colleague, value));
      if (form.ok) return redirectTo(form.location, { key: 'area.flash.colleagueSaved' });
      return refused('area/colleagues/edit', colleaguePage(customer, colleague, { values: form.typed, errors: form.errors }));
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      const now = await this.colleagues.colleague(contact, customer, id);
      const form = { values: { ...read.typed, version: now.version }, errors: { _: { key: 'contacts.errors.changed' } } };
      return page('area/colleagues/edit', colleaguePage(customer, now, form), { status: 409 });
    }
  }

  @Post('removal')
  async remove(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const { customer, colleague } = await this.of(contact, id, body);
    return redirectTo(await this.colleagues.remove(contact, post, customer, colleague), { key: 'area.flash.colleagueRemoved', params: { name: colleague.name } });
  }

  @Post('invitation')
  async inviteAgain(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const { customer, colleague } = await this.of(contact, id, body);
    return redirectTo(await this.colleagues.inviteAgain(contact, post, customer, colleague), { key: 'area.flash.colleagueInvited' });
  }

  private async of(contact: ContactActor, id: string, body: unknown) {
    const customer = this.colleagues.customer(contact, String(readForm(ColleagueRowForm, body).typed.customerId));
    return { customer, colleague: await this.colleagues.colleague(contact, customer, id) };
  }
}
