import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { ChangedMeanwhile } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import type { FormShown } from '../../kernel/views/form';
import type { Reminder } from './reminder';
import { ReminderActions } from './reminder-actions';
import { ReminderChanges } from './reminder-changes';
import { formOf } from './reminder-edit';
import { ReminderEditForm, SnoozeForm } from './reminder.form';
import { ReminderPages } from './reminder-pages';
import { RemindersService } from './reminders.service';

/** One reminder of a customer: edit, done, put off, delete, and each of them taken back (REM-1). */
@Controller('admin/customers/:id/reminders/:reminder')
@Allow('customers.own')
export class ReminderController {
  constructor(
    private readonly actions: ReminderActions,
    private readonly changes: ReminderChanges,
    private readonly pages: ReminderPages,
    private readonly reminders: RemindersService,
  ) {}

  @Get('edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('reminder') reminderId: string): Promise<Reply> {
    const reminder = await this.found(actor, id, reminderId);
    return page('reminders/edit', await this.pages.edit(actor, reminder, { values: { ...formOf(reminder), version: reminder.version } }));
  }

  @Post()
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('reminder') reminderId: string, @Body() body: Record<string, unknown>): Promise<Reply> {
    const reminder = await this.found(actor, id, reminderId);
    const read = readForm(ReminderEditForm, body);
    if (body.do === 'dates') return page('reminders/edit', await this.pages.edit(actor, reminder, { values: read.typed }, body));
    try {
      const form = await submitForm(read, (value) => this.reminders.edit(actor, post, reminder, value));
      if (!form.ok) return refused('reminders/edit', await this.pages.edit(actor, reminder, { values: form.typed, errors: form.errors }, body));
      return redirectTo(form.location, { key: 'reminders.flash.edited' });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      return this.changed(actor, id, reminderId, { values: read.typed }, body);
    }
  }

  @Post('completion')
  async done(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('reminder') reminderId: string): Promise<Reply> {
    const location = await this.actions.done(actor, post, { id: reminderId, customerId: id });
    return redirectTo(location, { key: 'reminders.flash.done', undo: { action: `${location}/${reminderId}/reopening` } });
  }

  @Post('reopening')
  async reopen(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('reminder') reminderId: string): Promise<Reply> {
    return redirectTo(await this.actions.reopen(actor, post, { id: reminderId, customerId: id }), { key: 'reminders.flash.reopened' });
  }

  @Get('snooze')
  async askSnooze(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('reminder') reminderId: string): Promise<Reply> {
    return page('reminders/snooze', await this.pages.snooze(actor, await this.found(actor, id, reminderId), null));
  }

  @Post('snooze')
  async snooze(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('reminder') reminderId: string, @Body() body: unknown): Promise<Reply> {
    const reminder = await this.found(actor, id, reminderId);
    const form = await submitForm(readForm(SnoozeForm, body), (value) => this.actions.snooze(actor, post, reminder, value));
    if (!form.ok) return refused('reminders/snooze', await this.pages.snooze(actor, reminder, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: 'reminders.flash.snoozed' });
  }

  @Post('deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('reminder') reminderId: string): Promise<Reply> {
    const location = await this.actions.delete(actor, post, { id: reminderId, customerId: id });
    return redirectTo(location, { key: 'reminders.flash.deleted', undo: { action: `${location}/${reminderId}/restoration` } });
  }

  @Post('restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('reminder') reminderId: string): Promise<Reply> {
    return redirectTo(await this.actions.restore(actor, post, { id: reminderId, customerId: id }), { key: 'reminders.flash.restored' });
  }

  /** 409: what was typed, beside what somebody else saved; saving again goes over it knowingly. */
  private async changed(actor: StaffActor, id: string, reminderId: string, { values }: FormShown, body: unknown): Promise<Reply> {
    const reminder = await this.found(actor, id, reminderId);
    return page('reminders/edit', { ...(await this.pages.edit(actor, reminder, { values: { ...values, version: reminder.version } }, body)), now: reminder.body }, { status: 409 });
  }

  /** Below another customer's address it is not there. */
  private found(actor: StaffActor, id: string, reminderId: string): Promise<Reminder> {
    return this.changes.demand(actor, { id: reminderId, customerId: id });
  }
}
