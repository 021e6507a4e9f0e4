import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { ReminderForm } from './reminder.form';
import { ReminderPages } from './reminder-pages';
import { RemindersService } from './reminders.service';

/** The tab Reminders of a customer: what is to come and what was done, and a new one (REM-1). */
@Controller('admin/customers/:id/reminders')
@Allow('customers.own')
export class RemindersController {
  constructor(
    private readonly access: CustomerAccess,
    private readonly pages: ReminderPages,
    private readonly reminders: RemindersService,
  ) {}

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('reminders/of-customer', await this.pages.list(actor, id));
  }

  @Get('new')
  async blank(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('reminders/new', await this.pages.blank(actor, await this.access.see(actor, id)));
  }

  /** The next dates of a form, for pages with script; the button "Show the next dates" does the same without. */
  @Get('dates')
  async dates(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: unknown): Promise<Reply> {
    await this.access.see(actor, id);
    return page('reminders/dates-alone', { dates: await this.pages.dates(actor, id, query) });
  }

  @Post()
  async add(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: Record<string, unknown>): Promise<Reply> {
    const customer = await this.access.see(actor, id);
    const read = readForm(ReminderForm, body);
    if (body.do === 'dates') return page('reminders/new', await this.pages.shown(actor, customer, { values: read.typed }, body));
    const form = await submitForm(read, (value) => this.reminders.add(actor, post, id, value));
    if (!form.ok) return refused('reminders/new', await this.pages.shown(actor, customer, { values: form.typed, errors: form.errors }, body));
    return redirectTo(form.location, { key: 'reminders.flash.added' });
  }
}
