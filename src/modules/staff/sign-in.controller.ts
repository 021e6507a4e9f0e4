import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { actorOf, AllowAnyone, AllowSignedIn } from '../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../kernel/auth/sign-in';
import { readForm } from '../../kernel/forms/read-form';
import { localPath } from '../../kernel/http/local-path';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { withQuery } from '../../kernel/views/address';
import { SignInForm } from './sign-in.form';
import { signInPage, signInProblem } from './sign-in.presenter';
import type { SignInResult } from './sign-in.service';
import { StaffEntrance } from './staff-entrance';
import { Credentials, StaffCredentials } from './staff.strategy';

@Controller('admin')
export class SignInController {
  constructor(
    private readonly entrance: StaffEntrance,
  ) {}

  @Get('login')
  @AllowAnyone()
  show(@Req() request: Request, @Query('next') next: unknown): Reply {
    const target = localPath(next, '/admin', '/admin');
    return actorOf(request) ? redirectTo(target) : page('staff/sign-in', signInPage({ email: '', next: target }));
  }

  @Post('login')
  @AllowAnyone()
  @UseGuards(StaffCredentials)
  async signIn(
    @Body() body: unknown,
    @Credentials() result: SignInResult,
    @CurrentSession() session: SessionOfRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Reply> {
    const form = readForm(SignInForm, body);
    const target = localPath(form.typed.next, '/admin', '/admin');
    if (!form.ok || !result.ok) return refused('staff/sign-in', signInPage({ ...form.typed, next: target }, signInProblem(result)));
    return redirectTo((await this.entrance.afterPassword(result.staff, { session, request, response })) ? target : withQuery('/admin/login/code', { next: target }));
  }

  @Post('logout')
  @AllowSignedIn()
  async signOut(@CurrentSession() session: SessionOfRequest): Promise<Reply> {
    await session.end();
    return redirectTo('/admin/login', { key: 'staff.flash.signedOut' });
  }
}
