import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AllowAnyone } from '../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../kernel/auth/sign-in';
import { readForm } from '../../kernel/forms/read-form';
import { localPath } from '../../kernel/http/local-path';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import type { Message } from '../../kernel/i18n/message';
import { codeProblem } from './second-factor.presenter';
import { SignInCodes } from './sign-in-code.service';
import { SignInCodeForm } from './second-factor.forms';
import { StaffEntrance } from './staff-entrance';

/** Where the code is asked for after the password; without a right password before it, there is nothing here. */
@Controller('admin/login/code')
export class SignInCodeController {
  constructor(
    private readonly codes: SignInCodes,
    private readonly entrance: StaffEntrance,
  ) {}

  @Get()
  @AllowAnyone()
  async show(@Req() request: Request, @Query('next') next: unknown): Promise<Reply> {
    return (await this.codes.waiting(request)) ? page('staff/sign-in-code', model(localPath(next, '/admin', '/admin'))) : again();
  }

  @Post()
  @AllowAnyone()
  async check(
    @Body() body: unknown,
    @CurrentSession() session: SessionOfRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Reply> {
    const form = readForm(SignInCodeForm, body);
    const target = localPath(form.typed.next, '/admin', '/admin');
    const staff = await this.codes.waiting(request);
    if (!staff) return again();
    const result = await this.codes.check(staff, form.ok ? form.value.code : '', request);
    if (!result.ok) return refused('staff/sign-in-code', model(target, codeProblem(result.waitSeconds)));
    await this.entrance.admit(staff, { session, request, response });
    if (result.value === 'code') return redirectTo(target);
    return redirectTo(target, { key: 'staff.flash.recoveryCodeUsed', params: { count: await this.codes.recoveryCodesLeft(staff) } });
  }
}

function again(): Reply {
  return redirectTo('/admin/login', { key: 'staff.flash.signInAgain', tone: 'bad' });
}

function model(next: string, problem: Message | null = null) {
  return { next, problem, form: { values: { code: '' }, errors: {} } };
}
