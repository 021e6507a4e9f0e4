import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, Ip, Post, Query } from '@nestjs/common';
import { AllowAnyone } from '../../kernel/access/allow';
import { sha256 } from '../../kernel/auth/digest';
import { readForm } from '../../kernel/forms/read-form';
import { TooMany } from '../../kernel/http/errors';
import { RateLimits } from '../../kernel/http/rate-limits';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { emailKey } from '../../kernel/text/email-key';
import { ForgottenForm, LinkPasswordForm } from './password.forms';
import { newPasswordProblem } from './new-password';
import { StaffPasswords } from './staff-passwords.service';

const HOUR = 3_600_000;
/** The answer takes this long whoever was asked about, so that its time tells nothing (A12). Milliseconds. */
const ANSWER_MS = 150;
/** A page whose address holds a secret sends it nowhere. */
const PRIVATE = { 'Referrer-Policy': 'no-referrer' };

/** Forgotten passwords and first ones: a link is asked for, and sets a password once. */
@Controller('admin/password')
export class PasswordLinkController {
  constructor(
    private readonly limits: RateLimits,
    private readonly passwords: StaffPasswords,
  ) {}

  @Get('forgotten')
  @AllowAnyone()
  ask(): Reply {
    return page('staff/forgotten', { form: { values: { email: '' } } });
  }

  @Post('forgotten')
  @AllowAnyone()
  async send(@Body() body: unknown, @Ip() ip: string): Promise<Reply> {
    const form = readForm(ForgottenForm, body);
    if (!form.ok) return refused('staff/forgotten', { form: { values: form.typed, errors: form.errors } });
    const wait = await this.limits.hit({ key: `password-link:ip:${ip}`, max: 30, windowMs: HOUR });
    if (wait > 0) throw new TooMany({ key: 'staff.forgotten.tooMany' }, wait);
    await Promise.all([this.sendUpToThree(form.value.email), pause(ANSWER_MS)]);
    return redirectTo('/admin/password/sent');
  }

  @Get('sent')
  @AllowAnyone()
  sent(): Reply {
    return page('staff/forgotten-sent', {});
  }

  /** Shows a form and uses nothing up: mail scanners open links. */
  @Get('set')
  @AllowAnyone()
  async show(@Query('token') token: unknown): Promise<Reply> {
    const holder = await this.passwords.holderOf(token);
    if (!holder) return deadLink();
    return page('staff/set-password', setPage(String(token), holder.staff.email), { headers: PRIVATE });
  }

  @Post('set')
  @AllowAnyone()
  async set(@Body() body: unknown): Promise<Reply> {
    const form = readForm(LinkPasswordForm, body);
    const token = form.typed.token;
    const holder = await this.passwords.holderOf(token);
    if (!holder) return deadLink();
    const problem = newPasswordProblem(form, (password) => this.passwords.weakness(password, holder.staff));
    if (!form.ok || problem) return refused('staff/set-password', setPage(String(token), holder.staff.email, problem ?? {}));
    if (!(await this.passwords.setByLink(holder.token, form.value.password))) return deadLink();
    return redirectTo('/admin/login', { key: 'staff.flash.passwordSet' });
  }

  private async sendUpToThree(email: string): Promise<void> {
    const key = emailKey(email);
    if (key === null || (await this.limits.hit({ key: `password-link:${sha256(key)}`, max: 3, windowMs: HOUR })) > 0) return;
    await this.passwords.askForLink(email);
  }
}

function setPage(token: string, email: string, errors: object = {}) {
  return { token, email, form: { values: { password: '', repeat: '' }, errors } };
}

/** One answer for links that are wrong, used, replaced or too old (A10). */
function deadLink(): Reply {
  return page('staff/dead-link', {}, { status: 404, headers: PRIVATE });
}
