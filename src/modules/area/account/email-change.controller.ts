import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { readForm, refuseField } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { Conflict, TooMany } from '../../../kernel/http/errors';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, tooMany, type Reply } from '../../../kernel/http/reply';
import { EmailChanges } from './email-change.service';
import { OwnPassword } from './own-password.service';
import { EmailChangeForm } from './profile.form';

/** A page whose address holds a secret sends it nowhere. */
const PRIVATE = { 'Referrer-Policy': 'no-referrer' };

/** Changing one's own e-mail address (CON-2). */
@Controller('profile/email')
@AllowContacts()
export class EmailChangeController {
  constructor(
    private readonly changes: EmailChanges,
    private readonly own: OwnPassword,
  ) {}

  @Get()
  async show(@CurrentContact() contact: ContactActor): Promise<Reply> {
    return page('area/account/email', { email: contact.email, waiting: await this.changes.waiting(contact), problem: null, form: { values: { email: '', current: '' } } });
  }

  @Post()
  async ask(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const read = readForm(EmailChangeForm, body);
    const proved = !read.ok || (await this.own.proves(contact, read.value.current));
    const shown = { email: contact.email, waiting: null, problem: null };
    try {
      const result = await submitForm(proved ? read : refuseField(read, 'current', { key: 'staff.passwordChange.wrong' }), ({ email }) => this.changes.ask(contact, post, email));
      if (result.ok) return redirectTo(result.location, { key: 'area.flash.emailAsked' });
      return refused('area/account/email', { ...shown, form: { values: { ...result.typed, current: '' }, errors: result.errors } });
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      return tooMany(error, 'area/account/email', { ...shown, problem: error.reason, form: { values: { ...read.typed, current: '' } } });
    }
  }

  /** Shows a button and uses nothing up: mail scanners open links. */
  @Get('confirm')
  async confirming(@CurrentContact() contact: ContactActor, @Query('token') token: unknown): Promise<Reply> {
    const email = await this.changes.find(contact, token);
    return email === null ? deadLink() : page('area/account/email-confirm', { token: String(token), email }, { headers: PRIVATE });
  }

  @Post('confirm')
  async confirm(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: { token?: unknown } = {}): Promise<Reply> {
    const email = await this.changes.find(contact, body.token);
    if (email === null || typeof body.token !== 'string') return deadLink();
    try {
      return redirectTo(await this.changes.confirm(contact, post, body.token, email), { key: 'area.flash.emailChanged' });
    } catch (error) {
      throw error instanceof FieldRefused ? new Conflict({ key: 'area.email.taken' }, [{ label: 'area.email.title', href: '/profile/email' }]) : error;
    }
  }
}

function deadLink(): Reply {
  return page('area/account/email-dead', {}, { status: 404, headers: PRIVATE });
}
