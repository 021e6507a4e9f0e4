import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowAnyone } from '../../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { readForm } from '../../../kernel/forms/read-form';
import type { FieldErrors } from '../../../kernel/forms/read-form';
import type { Message } from '../../../kernel/i18n/message';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { SettingsStore } from '../../settings/settings.store';
import { VerificationForm } from './registration.form';
import { RegistrationVerification, type Verification } from './registration-verification.service';

/** A page whose address holds a secret sends it nowhere. */
const PRIVATE = { 'Referrer-Policy': 'no-referrer' };

/** The link of the mail verifies the address of a registration (ARE-5), also when registration was switched off since. */
@Controller('register/verification')
@AllowAnyone()
export class RegistrationVerificationController {
  constructor(
    private readonly settings: SettingsStore,
    private readonly verifications: RegistrationVerification,
  ) {}

  @Get()
  async show(@Query('token') token: unknown): Promise<Reply> {
    const verification = await this.verifications.find(token);
    return verification ? page('area/register-verification', model(String(token), verification), { headers: PRIVATE }) : this.dead();
  }

  @Post()
  async verify(@Body() body: unknown, @CurrentSession() session: SessionOfRequest): Promise<Reply> {
    const form = readForm(VerificationForm, body);
    const token = String(form.typed.token);
    const verification = await this.verifications.find(token);
    if (!verification) return this.dead();
    if (!form.ok) return refused('area/register-verification', model(token, verification, form.errors));
    const knows = await this.verifications.knows(verification, form.value.password);
    if (knows !== true) return refused('area/register-verification', model(token, verification, { password: problem(knows) }));
    const done = await this.verifications.verify(verification);
    if (done === 'dead') return this.dead();
    if (done === 'waits') return redirectTo('/register/waiting');
    await session.start(verification.id);
    return redirectTo('/', { key: 'registration.flash.welcome' });
  }

  /** One answer for links that are wrong, used, replaced or too old (A10). */
  private dead(): Reply {
    return page('area/register-dead', { open: this.settings.all().registrationOpen }, { status: 404, headers: PRIVATE });
  }
}

function model(token: string, { email }: Verification, errors: FieldErrors = {}) {
  return { token, email, form: { values: { password: '' }, errors } };
}

function problem(knows: false | number): Message {
  return knows === false ? { key: 'registration.errors.password' } : { key: 'registration.errors.wait', params: { count: Math.ceil(knows / 60) } };
}
