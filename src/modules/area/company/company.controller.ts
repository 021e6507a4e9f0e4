import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { AreaNavigation } from '../../../kernel/http/area-navigation';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { countryOf, isStateField, stateField } from '../../customers/steps/customer-steps.state';
import { ChangeRequests } from '../change-requests/change-requests.service';
import { CompanyPages } from './company.pages';
import { areaState } from './company.presenter';

/** The company's data: admin contacts edit them, others read them (ARE-7, CON-5). */
@Controller('company')
export class CompanyController {
  constructor(
    private readonly pages: CompanyPages,
    private readonly requests: ChangeRequests,
    navigation: AreaNavigation,
  ) {
    navigation.add('main', { key: 'company', label: 'area.menu.company', href: '/company', needs: null, order: 80 });
  }

  @Get()
  @AllowContacts()
  show(@CurrentContact() contact: ContactActor): Promise<Reply> {
    return this.pages.show(contact);
  }

  @Post()
  @AllowContacts('admin')
  save(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    return this.pages.save(contact, post, body);
  }

  /** The state field for a country, for pages with script; the button "Show states" does the same without. */
  @Get('state')
  @AllowContacts('admin')
  state(@CurrentContact() contact: ContactActor, @Query() query: Record<string, unknown>): Reply {
    const name = typeof query.name === 'string' && isStateField(query.name) ? query.name : 'state';
    const country = query[countryOf(name)];
    const state = areaState(stateField({ name, country: typeof country === 'string' ? country : '', state: '' }, this.pages.language(contact)));
    return page('customers/steps/state-alone', { state, form: { values: {}, errors: {} } });
  }

  /** Takes back what waits for approval. */
  @Post('change/withdrawal')
  @AllowContacts('admin')
  async withdraw(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending): Promise<Reply> {
    return redirectTo(await this.requests.withdraw(contact, post), { key: 'area.flash.changeWithdrawn' });
  }
}
