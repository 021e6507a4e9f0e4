import type { CookieOptions, Request, Response } from 'express';
import type { Config } from '../../../kernel/config/config';
import { readCookie } from '../../../kernel/http/flash';
import { ENTRY_MS } from './impersonations.service';

/** Carries the secret from the staff session to the area within one browser; in no address and no log. */
const NAME = 'clientele_entry';

export function keepEntry(response: Response, config: Config, secret: string): void {
  response.cookie(NAME, secret, { ...options(config), maxAge: ENTRY_MS });
}

export function readEntry(request: Request): string | null {
  const secret = readCookie(request, NAME);
  return secret && /^[0-9a-f]{64}$/.test(secret) ? secret : null;
}

export function dropEntry(response: Response, config: Config): void {
  response.clearCookie(NAME, options(config));
}

function options(config: Config): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: config.https, path: '/impersonation' };
}
