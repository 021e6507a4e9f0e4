import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { CustomerPage } from '../customers/page/customer-page';
import { CustomerEventForm } from './customer-event.form';
import { CustomerEventPage } from './customer-event.page';
import { CustomerEventQueries } from './customer-events.queries';
import { CustomerEventsService, personOnly } from './customer-events.service';
import { eventsModel, NEW_EVENT } from './customer-events.presenter';
import { CompanyDay } from './company-day';

/** The tab Events of a person: its own events and those it is linked to (EVT-1). */
@Controller('admin/customers/:id/events')
@Allow('customers.own')
export class CustomerEventsController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly access: CustomerAccess,
    private readonly queries: CustomerEventQueries,
    private readonly events: CustomerEventsService,
    private readonly form: CustomerEventPage,
    private readonly day: CompanyDay,
  ) {}

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    personOnly(await this.access.see(actor, id));
    const [{ header }, own, ofOthers] = await Promise.all([this.customers.open(actor, id, 'events'), this.queries.own(actor, id), this.queries.ofOthers(actor, id)]);
    return page('events/of-customer', { ...header, ...eventsModel(header.customer, own, ofOthers, this.day.today(), this.form.localeOf(actor)) });
  }

  /** @param query `person`: what somebody to link is looked for by, while it is typed */
  @Get('new')
  async add(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: Record<string, unknown>): Promise<Reply> {
    const person = typeof query.person === 'string' ? query.person : '';
    return page('events/edit', await this.form.model(actor, id, null, { values: { ...NEW_EVENT, person } }));
  }

  @Post()
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: Record<string, unknown>): Promise<Reply> {
    personOnly(await this.access.demand(actor, id, 'edit'));
    const read = readForm(CustomerEventForm, body);
    if (body.do === 'find') return page('events/edit', await this.form.model(actor, id, null, { values: read.typed }));
    const form = await submitForm(read, (value) => this.events.add(actor, post, id, value));
    if (!form.ok) return refused('events/edit', await this.form.model(actor, id, null, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: 'events.flash.added' });
  }

  @Post(':event/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('event') eventId: string): Promise<Reply> {
    const location = await this.events.delete(actor, post, id, eventId);
    return redirectTo(location, { key: 'events.flash.deleted', undo: { action: `${location}/${eventId}/restoration` } });
  }

  @Post(':event/restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('event') eventId: string): Promise<Reply> {
    return redirectTo(await this.events.restore(actor, post, id, eventId), { key: 'events.flash.restored' });
  }
}
