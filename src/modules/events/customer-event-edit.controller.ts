import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm, type FormResult } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { ChangedMeanwhile } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { CustomerAccess } from '../customers/page/customer-page.access';
import type { CustomerEvent } from './customer-event';
import { CustomerEventEditForm } from './customer-event.form';
import { CustomerEventPage } from './customer-event.page';
import { CustomerEventQueries } from './customer-events.queries';
import { CustomerEventsService } from './customer-events.service';
import { eventValues } from './customer-events.presenter';

/** Changes one event of a person. */
@Controller('admin/customers/:id/events/:event')
@Allow('customers.own')
export class CustomerEventEditController {
  constructor(
    private readonly access: CustomerAccess,
    private readonly queries: CustomerEventQueries,
    private readonly events: CustomerEventsService,
    private readonly form: CustomerEventPage,
  ) {}

  @Get('edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('event') eventId: string): Promise<Reply> {
    const event = await this.demand(actor, id, eventId);
    return page('events/edit', await this.form.model(actor, id, event, { values: eventValues(event) }));
  }

  @Post()
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('event') eventId: string, @Body() body: Record<string, unknown>): Promise<Reply> {
    const event = await this.demand(actor, id, eventId);
    const read = readForm(CustomerEventEditForm, body);
    if (body.do === 'find') return page('events/edit', await this.form.model(actor, id, event, { values: read.typed }));
    try {
      const form = await submitForm(read, (value) => this.events.edit(actor, post, id, eventId, value));
      if (!form.ok) return refused('events/edit', await this.form.model(actor, id, event, { values: form.typed, errors: form.errors }));
      return redirectTo(form.location, { key: 'events.flash.edited' });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      return this.changed(actor, id, eventId, read);
    }
  }

  /** 409: the same form with what was typed, beside a word that it has changed; saving again goes over it knowingly. */
  private async changed(actor: StaffActor, id: string, eventId: string, { typed }: FormResult<CustomerEventEditForm>): Promise<Reply> {
    const event = await this.demand(actor, id, eventId);
    const model = await this.form.model(actor, id, event, { values: { ...typed, version: event.version } });
    return page('events/edit', { ...model, changed: true }, { status: 409 });
  }

  private async demand(actor: StaffActor, id: string, eventId: string): Promise<CustomerEvent> {
    await this.access.demand(actor, id, 'edit');
    return this.queries.one(actor, id, eventId);
  }
}
