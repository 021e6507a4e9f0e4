import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { Clock } from '../../../kernel/clock/clock';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { AreaNavigation } from '../../../kernel/http/area-navigation';
import { TooMany } from '../../../kernel/http/errors';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, tooMany, type Reply } from '../../../kernel/http/reply';
import { ColleagueInvitations } from '../../contacts/links/colleague-invitations.service';
import { SettingsStore } from '../../settings/settings.store';
import { NewColleagueForm } from './colleague.form';
import { colleaguesPage, kindChoices } from './colleagues.presenter';
import { ColleagueQueries } from './colleagues.queries';
import { Colleagues } from './colleagues.service';

/** Who else works for the customer: the list, and inviting somebody (ARE-7). */
@Controller('colleagues')
@AllowContacts('admin')
export class ColleaguesController {
  constructor(
    private readonly clock: Clock,
    private readonly colleagues: Colleagues,
    private readonly invitations: ColleagueInvitations,
    private readonly queries: ColleagueQueries,
    navigation: AreaNavigation,
    settings: SettingsStore,
  ) {
    navigation.add('main', { key: 'colleagues', label: 'area.menu.colleagues', href: '/colleagues', needs: 'admin', order: 90, shown: () => settings.all().areaManageColleagues });
  }

  @Get()
  async index(@CurrentContact() contact: ContactActor): Promise<Reply> {
    const customer = this.colleagues.customer(contact, contact.current.id);
    const [colleagues, invited] = await Promise.all([this.queries.list(customer.id), this.invitations.open(customer.id)]);
    return page('area/colleagues/index', colleaguesPage(customer, contact.id, colleagues, invited, this.clock.now()));
  }

  @Get('new')
  add(@CurrentContact() contact: ContactActor): Reply {
    const { id, name } = this.colleagues.customer(contact, contact.current.id);
    return page('area/colleagues/new', { customer: { id, name }, kinds: kindChoices(), form: { values: { kind: 'normal' } } });
  }

  @Post()
  async invite(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const read = readForm(NewColleagueForm, body);
    const { id, name } = this.colleagues.customer(contact, String(read.typed.customerId));
    const shown = { customer: { id, name }, kinds: kindChoices() };
    try {
      const form = await submitForm(read, (value) => this.colleagues.invite(contact, post, value));
      if (form.ok) return redirectTo(form.location, { key: 'area.flash.colleagueInvited' });
      return refused('area/colleagues/new', { ...shown, form: { values: form.typed, errors: form.errors } });
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      return tooMany(error, 'area/colleagues/new', { ...shown, form: { values: read.typed, errors: { _: error.reason } } });
    }
  }
}
