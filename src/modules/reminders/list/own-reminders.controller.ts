import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { localPath } from '../../../kernel/http/local-path';
import { Navigation } from '../../../kernel/http/navigation';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Flash, type Reply } from '../../../kernel/http/reply';
import { OWN_PATH, readOwnList } from './own-list';
import { OwnReminderPages } from './own-reminders.pages';
import { chosen, ListActionForm, snoozeOf } from './own-reminders.form';
import { ReminderBatch, type Outcome } from './reminder-batch.service';

/** One's own reminders of all customers: overdue, today, upcoming, done (REM-1). */
@Controller('admin/reminders')
@Allow('customers.own')
export class OwnRemindersController {
  constructor(
    private readonly batch: ReminderBatch,
    private readonly pages: OwnReminderPages,
    navigation: Navigation,
  ) {
    navigation.add('top', { key: 'reminders', label: 'reminders.title', href: OWN_PATH, icon: 'bell', shortcut: 'g r', needs: 'customers.own', order: 10 });
  }

  @Get()
  async list(@CurrentActor() actor: StaffActor, @Query() query: Record<string, unknown>): Promise<Reply> {
    return page('reminders/list/index', await this.pages.list(actor, readOwnList(query)));
  }

  /** A line's button, or one of the bar for all that are ticked. Without the date that is needed, a page asks for it. */
  @Post('actions')
  async act(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const read = readForm(ListActionForm, body);
    const wanted = chosen(read.typed);
    const back = localPath(read.typed.back, '/admin', OWN_PATH);
    if (!wanted) return redirectTo(back, { key: 'own_reminders.flash.nothing', tone: 'bad' });
    const ask = { ids: wanted.ids, count: wanted.ids.length, back };
    if (wanted.action === 'date' && read.ok && read.value.date === null) return page('reminders/list/date', { ...ask, form: { values: { time: '09:00' } } });
    let outcome: Outcome | null = null;
    const form = await submitForm(read, async (value) => {
      const until = { snooze: snoozeOf(wanted.action), date: value.date, time: value.time };
      outcome = await (wanted.action === 'done' ? this.batch.done(actor, post, wanted.ids, back) : this.batch.snooze(actor, post, wanted.ids, until, back));
      return outcome.location;
    });
    if (!form.ok) return refused('reminders/list/date', { ...ask, form: { values: form.typed, errors: form.errors } });
    return redirectTo(form.location, outcome && flashOf(wanted.action === 'done' ? 'done' : 'snoozed', outcome));
  }

  @Post('undo/:key')
  async undo(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('key') key: string): Promise<Reply> {
    const outcome = await this.batch.undo(actor, post, key);
    return redirectTo(outcome.location, flashOf('undone', outcome));
  }
}

function flashOf(what: 'done' | 'snoozed' | 'undone', { done, left, undo }: Outcome): Flash {
  if (done === 0) return { key: 'own_reminders.flash.none', tone: 'bad' };
  const key = left > 0 ? `own_reminders.flash.${what}Some` : `own_reminders.flash.${what}`;
  return { key, params: { count: done, left }, ...(undo && { undo: { action: undo } }) };
}
