import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-local';
import { Config } from '../../kernel/config/config';
import { isKnownDevice } from '../../kernel/auth/known-device';
import { SignInService, type SignInResult } from './sign-in.service';

/** passport-local checks the credentials, and only that: the session is ours to start. */
@Injectable()
export class StaffStrategy extends PassportStrategy(Strategy, 'staff') {
  constructor(
    private readonly signIns: SignInService,
    private readonly config: Config,
  ) {
    super({ usernameField: 'email', passwordField: 'password', session: false, passReqToCallback: true });
  }

  validate(request: Request, email: unknown, password: unknown): Promise<SignInResult> | SignInResult {
    if (typeof email !== 'string' || typeof password !== 'string' || password.length > 200) return { ok: false, waitSeconds: 0 };
    return this.signIns.signIn(email, password, request.ip ?? '', (staffId) => isKnownDevice(request, this.config, { kind: 'staff', id: staffId }));
  }
}

/** Runs the check and lets the handler answer, whatever came of it. */
@Injectable()
export class StaffCredentials extends AuthGuard('staff') {
  override handleRequest<T>(error: unknown, result: T | false): T {
    if (error) throw error;
    return (result || { ok: false, waitSeconds: 0 }) as T;
  }
}

export const Credentials = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignInResult => context.switchToHttp().getRequest<Request & { user: SignInResult }>().user,
);
