import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AllowAnyone, AllowContactsAndImpersonators, contactOf } from '../../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { readForm } from '../../../kernel/forms/read-form';
import { localPath } from '../../../kernel/http/local-path';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { withQuery } from '../../../kernel/views/address';
import { AreaEntrance } from './area-entrance';
import { AreaSignInForm } from './area-sign-in.form';
import { areaSignInPage, areaSignInProblem } from './area-sign-in.presenter';
import type { AreaSignInResult } from './area-sign-in.service';
import { AreaCredentials, ContactCredentials } from './contact.strategy';

/** The door of the customers area (ARE-1). */
@Controller()
export class AreaSignInController {
  constructor(private readonly entrance: AreaEntrance) {}

  @Get('login')
  @AllowAnyone()
  show(@Req() request: Request, @Query('next') next: unknown): Reply {
    const target = localPath(next, '', '/');
    return contactOf(request) ? redirectTo(target) : page('area/sign-in', areaSignInPage({ email: '', next: target }));
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
    const form = readForm(AreaSignInForm, body);
    const target = localPath(form.typed.next, '', '/');
    if (!form.ok || !result.ok) return refused('area/sign-in', areaSignInPage({ ...form.typed, next: target }, areaSignInProblem(result)));
    return redirectTo((await this.entrance.afterPassword(result.login, { session, request, response })) ? target : withQuery('/login/code', { next: target }));
  }

  @Post('logout')
  @AllowContactsAndImpersonators()
  async signOut(@CurrentSession() session: SessionOfRequest): Promise<Reply> {
    await session.end();
    return redirectTo('/login', { key: 'area.flash.signedOut' });
  }
}
