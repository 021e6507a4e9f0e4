import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AllowAnyone } from '../../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { readForm } from '../../../kernel/forms/read-form';
import { localPath } from '../../../kernel/http/local-path';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import type { Message } from '../../../kernel/i18n/message';
import { SignInCodeForm } from '../../staff/second-factor.forms';
import { codeProblem } from '../../staff/second-factor.presenter';
import { AreaEntrance } from './area-entrance';

/** Where the code is asked for after the password; without a right password before it, there is nothing here. */
@Controller('login/code')
@AllowAnyone()
export class AreaSignInCodeController {
  constructor(private readonly entrance: AreaEntrance) {}

  @Get()
  async show(@Req() request: Request, @Query('next') next: unknown): Promise<Reply> {
    return (await this.entrance.waiting(request)) ? page('area/sign-in-code', model(localPath(next, '', '/'))) : again();
  }

  @Post()
  async check(
    @Body() body: unknown,
    @CurrentSession() session: SessionOfRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Reply> {
    const form = readForm(SignInCodeForm, body);
    const target = localPath(form.typed.next, '', '/');
    const login = await this.entrance.waiting(request);
    if (!login) return again();
    const result = await this.entrance.check(login, form.ok ? form.value.code : '', request);
    if (!result.ok) return refused('area/sign-in-code', model(target, codeProblem(result.waitSeconds)));
    await this.entrance.admit(login, { session, request, response });
    if (result.value === 'code') return redirectTo(target);
    return redirectTo(target, { key: 'staff.flash.recoveryCodeUsed', params: { count: await this.entrance.recoveryCodesLeft(login) } });
  }
}

function again(): Reply {
  return redirectTo('/login', { key: 'staff.flash.signInAgain', tone: 'bad' });
}

function model(next: string, problem: Message | null = null) {
  return { next, problem, form: { values: { code: '' }, errors: {} } };
}
