import type { Request, Response } from 'express';
import type { Config } from '../config/config';
import { readCookie } from '../http/flash';
import type { Principal } from './access-tokens';
import { sameText, sign } from './digest';
import type { SessionKind } from './session-policy';

const COOKIE: Readonly<Record<SessionKind, { name: string; path: string }>> = {
  staff: { name: 'clientele_device', path: '/admin' },
  contact: { name: 'clientele_area_device', path: '/' },
};
const REMEMBERED_MS = 180 * 24 * 3_600_000;

/** True when this browser holds the mark of an earlier sign-in of that person (STA-2: failures elsewhere do not shut it out). */
export function isKnownDevice(request: Request, config: Config, person: Principal): boolean {
  const marks = (readCookie(request, COOKIE[person.kind].name) ?? '').split('.');
  return marks.some((mark) => sameText(mark, markOf(config, person)));
}

/** Leaves the mark, beside those of up to four others who use the same browser. */
export function rememberDevice(request: Request, response: Response, config: Config, person: Principal): void {
  const { name, path } = COOKIE[person.kind];
  const mark = markOf(config, person);
  const others = (readCookie(request, name) ?? '').split('.').filter((other) => /^[0-9a-f]{64}$/.test(other) && other !== mark);
  response.cookie(name, [mark, ...others.slice(0, 4)].join('.'), { httpOnly: true, sameSite: 'lax', secure: config.https, path, maxAge: REMEMBERED_MS });
}

function markOf(config: Config, { kind, id }: Principal): string {
  return sign(config.sessionSecret, kind === 'staff' ? 'known-device' : 'known-area-device', id);
}
