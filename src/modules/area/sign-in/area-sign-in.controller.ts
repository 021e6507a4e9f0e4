import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { AllowAnyone, AllowContactsAndImpersonators, contactOf, CurrentContact } from '../../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { readForm } from '../../../kernel/forms/read-form';
import { localPath } from '../../../kernel/http/local-path';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { withQuery } from '../../../kernel/views/address';
import { SettingsStore } from '../../settings/settings.store';
import { Impersonations } from '../impersonation/impersonations.service';
import { AreaEntrance } from './area-entrance';
import { SignInForm } from '../../staff/sign-in.form';
import { areaSignInPage, areaSignInProblem } from './area-sign-in.presenter';
import type { AreaSignInResult } from './area-sign-in.service';
import { AreaCredentials, ContactCredentials } from './contact.strategy';

/** The door of the customers area (ARE-1). */
@Controller()
export class AreaSignInController {
  constructor(
    private readonly entrance: AreaEntrance,
    private readonly impersonations: Impersonations,
    private readonly settings: SettingsStore,
  ) {}

  @Get('login')
  @AllowAnyone()
  show(@Req() request: Request, @Query('next') next: unknown): Reply {
    const target = localPath(next, '', '/');
    return contactOf(request) ? redirectTo(target) : page('area/sign-in', areaSignInPage({ email: '', next: target }, this.settings.all()));
  }

  @Post('login')
  @AllowAnyone()
  @UseGuards(ContactCredentials)
  async signIn(
    @Body() body: unknown,
    @AreaCredentials() result: AreaSignInResult,
    @CurrentSession() session: SessionOfRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Reply> {
    const form = readForm(SignInForm, body);
    const target = localPath(form.typed.next, '', '/');
    if (!form.ok || !result.ok) return refused('area/sign-in', areaSignInPage({ ...form.typed, next: target }, this.settings.all(), areaSignInProblem(result)));
    return redirectTo((await this.entrance.afterPassword(result.login, { session, request, response })) ? target : withQuery('/login/code', { next: target }));
  }

  @Post('logout')
  @AllowContactsAndImpersonators()
  async signOut(@CurrentContact() contact: ContactActor, @CurrentSession() session: SessionOfRequest): Promise<Reply> {
    const back = contact.impersonator && (await this.impersonations.end(contact.impersonator.impersonationId));
    await session.end();
    if (back) return redirectTo(back, { key: 'impersonation.flash.ended' });
    return redirectTo('/login', { key: 'area.flash.signedOut' });
  }
}
