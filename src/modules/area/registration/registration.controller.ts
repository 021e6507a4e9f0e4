import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, Ip, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { AllowAnyone } from '../../../kernel/access/allow';
import { NewPasswords } from '../../../kernel/auth/new-passwords';
import { refuseField, type FormResult } from '../../../kernel/forms/read-form';
import { NotFound, TooMany } from '../../../kernel/http/errors';
import { FrameBuilder } from '../../../kernel/http/frame-builder';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import type { SettingValues } from '../../settings/setting-values';
import { SettingsStore } from '../../settings/settings.store';
import { readRegistration, type RegistrationForm } from './registration.form';
import { registerPage } from './registration.presenter';
import { Registrations } from './registrations.service';

const HOUR = 3_600_000;
/** The answer takes this long whoever has the address, so that its time tells nothing (A12). Milliseconds. */
const ANSWER_MS = 600;

/** Somebody registers (ARE-5). While it is switched off, nothing of this exists. */
@Controller('register')
@AllowAnyone()
export class RegistrationController {
  constructor(
    private readonly frames: FrameBuilder,
    private readonly limits: RateLimits,
    private readonly fresh: NewPasswords,
    private readonly registrations: Registrations,
    private readonly settings: SettingsStore,
  ) {}

  @Get()
  show(@Req() request: Request): Reply {
    return page('area/register', registerPage(this.demandOpen(), this.frames.languageOf(request)));
  }

  /** Signs nobody in, and answers the same for every address. */
  @Post()
  async register(@Req() request: Request, @Body() body: unknown, @Ip() ip: string): Promise<Reply> {
    const settings = this.demandOpen();
    const language = this.frames.languageOf(request);
    const form = this.strong(readRegistration(body, settings));
    if (!form.ok) return refused('area/register', registerPage(settings, language, form.typed, form.errors));
    const wait = await this.limits.hit({ key: `register:ip:${ip}`, max: 30, windowMs: HOUR });
    if (wait > 0) throw new TooMany({ key: 'registration.errors.tooMany' }, wait);
    await Promise.all([form.value.nickname === null && this.registrations.register(form.value, language), pause(ANSWER_MS)]);
    return redirectTo('/register/sent');
  }

  @Get('sent')
  sent(): Reply {
    this.demandOpen();
    return page('area/register-sent', {});
  }

  private demandOpen(): Readonly<SettingValues> {
    const settings = this.settings.all();
    if (!settings.registrationOpen) throw new NotFound();
    return settings;
  }

  private strong(form: FormResult<RegistrationForm>): FormResult<RegistrationForm> {
    if (!form.ok) return form;
    const { firstName, lastName, email, password } = form.value;
    const weak = this.fresh.weakness(password, { name: `${firstName} ${lastName}`, email });
    return weak ? refuseField(form, 'password', weak) : form;
  }
}
