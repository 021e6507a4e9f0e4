import type { Request, Response } from 'express';
import { sameText, sign } from '../../kernel/auth/digest';
import type { Config } from '../../kernel/config/config';
import { readCookie } from '../../kernel/http/flash';

const NAME = 'clientele_device';
const REMEMBERED_MS = 180 * 24 * 3_600_000;

/** True when this browser holds the mark of an earlier sign-in of that person (STA-2: failures elsewhere do not shut it out). */
export function isKnownDevice(request: Request, config: Config, staffId: string): boolean {
  const marks = (readCookie(request, NAME) ?? '').split('.');
  return marks.some((mark) => sameText(mark, markOf(config, staffId)));
}

/** Leaves the mark, beside those of up to four others who use the same browser. */
export function rememberDevice(request: Request, response: Response, config: Config, staffId: string): void {
  const mark = markOf(config, staffId);
  const others = (readCookie(request, NAME) ?? '').split('.').filter((other) => /^[0-9a-f]{64}$/.test(other) && other !== mark);
  response.cookie(NAME, [mark, ...others.slice(0, 4)].join('.'), {
    httpOnly: true,
    sameSite: 'lax',
    secure: config.https,
    path: '/admin',
    maxAge: REMEMBERED_MS,
  });
}

function markOf(config: Config, staffId: string): string {
  return sign(config.sessionSecret, 'known-device', staffId);
}
