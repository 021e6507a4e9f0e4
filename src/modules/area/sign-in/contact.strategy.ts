import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-local';
import { Config } from '../../../kernel/config/config';
import { isKnownDevice } from '../../../kernel/auth/known-device';
import { AreaSignIn, type AreaSignInResult } from './area-sign-in.service';

/** passport-local checks the credentials of contacts, and only that: the session is ours to start. */
@Injectable()
export class ContactStrategy extends PassportStrategy(Strategy, 'contact') {
  constructor(
    private readonly signIns: AreaSignIn,
    private readonly config: Config,
  ) {
    super({ usernameField: 'email', passwordField: 'password', session: false, passReqToCallback: true });
  }

  validate(request: Request, email: unknown, password: unknown): Promise<AreaSignInResult> | AreaSignInResult {
    if (typeof email !== 'string' || typeof password !== 'string' || password.length > 200) return { ok: false, waitSeconds: 0 };
    return this.signIns.signIn(email, password, request.ip ?? '', (id) => isKnownDevice(request, this.config, { kind: 'contact', id }));
  }
}

/** Runs the check and lets the handler answer, whatever came of it. */
@Injectable()
export class ContactCredentials extends AuthGuard('contact') {
  override handleRequest<T>(error: unknown, result: T | false): T {
    if (error) throw error;
    return (result || { ok: false, waitSeconds: 0 }) as T;
  }
}

export const AreaCredentials = createParamDecorator(
  (_: unknown, context: ExecutionContext): AreaSignInResult => context.switchToHttp().getRequest<Request & { user: AreaSignInResult }>().user,
);
