import type { CookieOptions, Request, Response } from 'express';
import type { Config } from '../config/config';
import { readCookie } from '../http/flash';
import { sameText, sign } from './digest';
import type { SessionKind } from './session-policy';

/** How long a right password waits for its code. Milliseconds. */
const LIFE_MS = 5 * 60_000;

/** Where the cookie is sent: the pages of signing in and nowhere else. */
const PATHS: Readonly<Record<SessionKind, string>> = { staff: '/admin/login', contact: '/login' };

/** Somebody who gave the right password and owes the code. It is no session: it opens the page of the code alone. */
export interface PendingSignIn {
  readonly id: string;
  /** True while the password is the one that was given. */
  isFor(passwordHash: string | null): boolean;
}

/** Notes in a signed cookie that the password was right; bound to the person and the password, for five minutes. */
export function keepPendingSignIn(response: Response, config: Config, kind: SessionKind, person: { id: string; passwordHash: string | null }, now: Date): void {
  const text = `${person.id}.${now.getTime() + LIFE_MS}`;
  response.cookie(nameOf(kind), `${text}.${signature(config, kind, text, person.passwordHash)}`, { ...options(config, kind), maxAge: LIFE_MS });
}

/** The sign-in that waits in this browser; null when there is none or its time is over. Whose password it was, the caller asks. */
export function readPendingSignIn(request: Request, config: Config, kind: SessionKind, now: Date): PendingSignIn | null {
  const match = /^([1-9]\d{0,18})\.(\d{1,16})\.([0-9a-f]{64})$/.exec(readCookie(request, nameOf(kind)) ?? '');
  if (!match || Number(match[2]) <= now.getTime()) return null;
  return { id: match[1], isFor: (passwordHash) => sameText(match[3], signature(config, kind, `${match[1]}.${match[2]}`, passwordHash)) };
}

export function dropPendingSignIn(response: Response, config: Config, kind: SessionKind): void {
  response.clearCookie(nameOf(kind), options(config, kind));
}

function nameOf(kind: SessionKind): string {
  return `clientele_${kind}_code`;
}

function signature(config: Config, kind: SessionKind, text: string, passwordHash: string | null): string {
  return sign(config.sessionSecret, 'pending-sign-in', `${kind} ${text} ${passwordHash ?? ''}`);
}

function options(config: Config, kind: SessionKind): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: config.https, path: PATHS[kind] };
}
