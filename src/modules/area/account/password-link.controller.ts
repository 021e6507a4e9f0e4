import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, Ip, Post, Query } from '@nestjs/common';
import { AllowAnyone } from '../../../kernel/access/allow';
import { sha256 } from '../../../kernel/auth/digest';
import { readForm } from '../../../kernel/forms/read-form';
import { TooMany } from '../../../kernel/http/errors';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { emailKey } from '../../../kernel/text/email-key';
import { ContactLogins } from '../../contacts/logins/contact-logins.service';
import { newPasswordProblem } from '../../staff/new-password';
import { ForgottenForm, LinkPasswordForm } from '../../staff/password.forms';

const HOUR = 3_600_000;
/** The answer takes this long whoever was asked about, so that its time tells nothing (A12). Milliseconds. */
const ANSWER_MS = 150;
/** A page whose address holds a secret sends it nowhere. */
const PRIVATE = { 'Referrer-Policy': 'no-referrer' };

/** Forgotten passwords and first ones of contacts: a link is asked for, and sets a password once (CON-7, CON-8). */
@Controller('password')
@AllowAnyone()
export class AreaPasswordLinkController {
  constructor(
    private readonly limits: RateLimits,
    private readonly logins: ContactLogins,
  ) {}

  @Get('forgotten')
  ask(): Reply {
    return page('area/password/forgotten', { form: { values: { email: '' } } });
  }

  @Post('forgotten')
  async send(@Body() body: unknown, @Ip() ip: string): Promise<Reply> {
    const form = readForm(ForgottenForm, body);
    if (!form.ok) return refused('area/password/forgotten', { form: { values: form.typed, errors: form.errors } });
    await this.limit(ip);
    await Promise.all([this.sendUpToThree(form.value.email), pause(ANSWER_MS)]);
    return redirectTo('/password/sent');
  }

  @Get('sent')
  sent(): Reply {
    return page('area/password/sent', {});
  }

  /** Shows a form and uses nothing up: mail scanners open links. */
  @Get('set')
  async show(@Query('token') token: unknown): Promise<Reply> {
    const holder = await this.logins.holderOf(token);
    return holder ? page('area/password/set', setPage(String(token), holder.contact.email), { headers: PRIVATE }) : deadLink(token);
  }

  @Post('set')
  async set(@Body() body: unknown): Promise<Reply> {
    const form = readForm(LinkPasswordForm, body);
    const token = form.typed.token;
    const holder = await this.logins.holderOf(token);
    if (!holder) return deadLink(token);
    const problem = newPasswordProblem(form, (password) => this.logins.weakness(password, holder.contact));
    if (!form.ok || problem) return refused('area/password/set', setPage(String(token), holder.contact.email, problem ?? {}));
    if (!(await this.logins.setByLink(holder, form.value.password))) return deadLink(token);
    return redirectTo('/login', { key: 'area.flash.passwordSet' });
  }

  /** A new link in place of one that has run out; which it is, the answer does not tell (CON-7). */
  @Post('again')
  async again(@Body() body: { token?: unknown } = {}, @Ip() ip: string): Promise<Reply> {
    await this.limit(ip);
    await Promise.all([this.logins.askAgain(body.token), pause(ANSWER_MS)]);
    return redirectTo('/password/sent');
  }

  private async limit(ip: string): Promise<void> {
    const wait = await this.limits.hit({ key: `area-password-link:ip:${ip}`, max: 30, windowMs: HOUR });
    if (wait > 0) throw new TooMany({ key: 'staff.forgotten.tooMany' }, wait);
  }

  private async sendUpToThree(email: string): Promise<void> {
    const key = emailKey(email);
    if (key === null || (await this.limits.hit({ key: `area-password-link:${sha256(key)}`, max: 3, windowMs: HOUR })) > 0) return;
    await this.logins.askForLink(email);
  }
}

function setPage(token: string, email: string, errors: object = {}) {
  return { token, email, form: { values: { password: '', repeat: '' }, errors } };
}

/** One answer for links that are wrong, used, replaced or too old (A10). */
function deadLink(token: unknown): Reply {
  return page('area/password/dead', { token: typeof token === 'string' ? token.slice(0, 200) : '' }, { status: 404, headers: PRIVATE });
}
