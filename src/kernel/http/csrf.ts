import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { principalOf } from '../access/allow';
import { sameText, sign } from '../auth/digest';
import { Config } from '../config/config';
import { BadRequest, Forbidden } from './errors';
import { TAKES_UPLOAD } from './upload';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The token of a session's forms: bound to its id, stored nowhere (A13). */
export function csrfToken(secret: string, sessionId: string): string {
  return sign(secret, 'csrf', sessionId);
}

/**
 * Asks every unsafe request of a signed-in person for the token of its own session, beside the framework's check
 * of the origin. Uploads are checked while they are read (`upload.ts`), before the file is taken.
 */
@Injectable()
export class CsrfGuard implements CanActivate {
  constructor(
    private readonly config: Config,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (SAFE.has(request.method)) return true;
    const takesUpload = this.reflector.get<object | undefined>(TAKES_UPLOAD, context.getHandler()) !== undefined;
    if (request.is('multipart/form-data') && takesUpload) return true;
    if (!request.is('application/x-www-form-urlencoded') && Number(request.get('content-length') ?? 0) > 0) throw new BadRequest();
    if (!principalOf(request)) return true;
    const body: unknown = request.body;
    const token: unknown = typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : undefined;
    checkCsrf(this.config.sessionSecret, request.sessionID, token);
    return true;
  }
}

/** @throws Forbidden when `token` is not the one of this session. */
export function checkCsrf(secret: string, sessionId: string, token: unknown): void {
  if (typeof token === 'string' && sameText(token, csrfToken(secret, sessionId))) return;
  throw new Forbidden({ key: 'errors.form_expired' });
}
