import type { CookieOptions, Request, Response } from 'express';
import { parseCookie } from 'cookie';
import { sameText, sign } from '../auth/digest';
import type { Config } from '../config/config';
import type { Flash } from './reply';

const NAME = 'clientele_flash';

/** Carries one sentence over a redirect in a signed cookie, so that showing a page changes no row. */
export function keepFlash(response: Response, config: Config, flash: Flash): void {
  const text = Buffer.from(JSON.stringify(flash)).toString('base64url');
  response.cookie(NAME, `${text}.${sign(config.sessionSecret, 'flash', text)}`, cookieOptions(config));
}

/** The sentence kept by the request before, taken off; null when there is none or it is not ours. */
export function takeFlash(request: Request, response: Response, config: Config): Flash | null {
  const value = readCookie(request, NAME);
  if (!value) return null;
  response.clearCookie(NAME, cookieOptions(config));
  const [text, signature] = value.split('.');
  if (!signature || !sameText(signature, sign(config.sessionSecret, 'flash', text))) return null;
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Flash;
}

/** A cookie of the request by its name. */
export function readCookie(request: Request, name: string): string | null {
  return parseCookie(request.headers.cookie ?? '')[name] ?? null;
}

function cookieOptions(config: Config): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: config.https, path: '/' };
}
