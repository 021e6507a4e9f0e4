import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowAnyone } from '../../../kernel/access/allow';
import { Choice, Text } from '../../../kernel/forms/fields';
import { readForm } from '../../../kernel/forms/read-form';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { SNOOZES, type Snooze } from '../reminder-snooze';
import { LINK_DAYS } from './reminder-link';
import { ReminderLinks } from './reminder-links.service';

class LinkForm {
  @Text({ max: 200 }) token!: string | null;
  /** Left out: it is done. */
  @Choice(SNOOZES) snooze!: Snooze | null;
}

/** A page whose address holds a secret sends it nowhere. */
const PRIVATE = { 'Referrer-Policy': 'no-referrer' };

/** Where a reminder's mail leads: a page with buttons, which works without signing in. */
@Controller('admin/reminders/link')
@AllowAnyone()
export class ReminderLinksController {
  constructor(private readonly links: ReminderLinks) {}

  /** Changes nothing: mail scanners open links. */
  @Get()
  async show(@Query('token') token: unknown): Promise<Reply> {
    const link = await this.links.find(token);
    if (!link) return deadLink();
    const { reminder: { body, customerId, customerName, openAt }, actor } = link;
    return page('reminders/links/show', { token: String(token), body, customerId, customerName, at: openAt, name: actor.name }, { headers: PRIVATE });
  }

  @Post()
  async act(@CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const form = readForm(LinkForm, body);
    const location = form.ok && form.value.token ? await this.links.use(post, form.value.token, form.value.snooze) : null;
    if (location === null) return deadLink();
    return redirectTo(location, { key: form.ok && form.value.snooze ? 'reminders.flash.snoozed' : 'reminders.flash.done' });
  }

  @Get('noted')
  noted(): Reply {
    return page('reminders/links/noted', {}, { headers: PRIVATE });
  }
}

/** One answer for links that are wrong, used, outdated or too old (A10). */
function deadLink(): Reply {
  return page('reminders/links/dead', { days: LINK_DAYS }, { status: 404, headers: PRIVATE });
}
