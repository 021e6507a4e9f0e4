import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { AllowAnyone, AllowContactsAndImpersonators, contactOf } from '../../../kernel/access/allow';
import { rememberDevice } from '../../../kernel/auth/known-device';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { Clock } from '../../../kernel/clock/clock';
import { Config } from '../../../kernel/config/config';
import { readForm } from '../../../kernel/forms/read-form';
import { localPath } from '../../../kernel/http/local-path';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { AreaSignInForm } from './area-sign-in.form';
import { areaSignInPage, areaSignInProblem } from './area-sign-in.presenter';
import type { AreaSignInResult } from './area-sign-in.service';
import { AreaCredentials, ContactCredentials } from './contact.strategy';
import { LoginQueries } from './login.queries';

/** The door of the customers area (ARE-1). */
@Controller()
export class AreaSignInController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly logins: LoginQueries,
  ) {}

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
    await session.start(result.contactId);
    await this.logins.signedIn(this.dataSource.manager, result.contactId, this.clock.now());
    rememberDevice(request, response, this.config, { kind: 'contact', id: result.contactId });
    return redirectTo(target);
  }

  @Post('logout')
  @AllowContactsAndImpersonators()
  async signOut(@CurrentSession() session: SessionOfRequest): Promise<Reply> {
    await session.end();
    return redirectTo('/login', { key: 'area.flash.signedOut' });
  }
}
