import { Body, Controller, Get, Post } from '@nestjs/common';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { AllowContacts, AllowContactsAndImpersonators, CurrentContact } from '../../../kernel/access/allow';
import { BadRequest, NotFound } from '../../../kernel/http/errors';
import { AreaCards } from '../../../kernel/http/area-cards';
import { AreaNavigation } from '../../../kernel/http/area-navigation';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { ContactSessionRows } from '../contact-sessions.queries';

/** The first page of the customers area, and which customer it is about (CON-2, ARE-1). */
@Controller()
export class DashboardController {
  constructor(
    private readonly cards: AreaCards,
    private readonly sessions: ContactSessionRows,
    navigation: AreaNavigation,
  ) {
    navigation.add('main', { key: 'overview', label: 'area.menu.overview', href: '/', needs: null, order: 10 });
  }

  @Get()
  @AllowContacts()
  async show(@CurrentContact() contact: ContactActor): Promise<Reply> {
    return page('area/dashboard', { name: contact.name.split(' ')[0], customer: contact.current.name, cards: await this.cards.for(contact) });
  }

  /** Shows another of one's customers; nobody else's exists. */
  @Post('current-customer')
  @AllowContactsAndImpersonators()
  async choose(@CurrentContact() contact: ContactActor, @Body() body: { customerId?: unknown } = {}): Promise<Reply> {
    if (typeof body.customerId !== 'string') throw new BadRequest();
    const chosen = contact.customers.find(({ id }) => id === body.customerId);
    if (!chosen || !(await this.sessions.choose(contact.sessionId, contact.id, chosen.id))) throw new NotFound();
    return redirectTo('/');
  }
}
