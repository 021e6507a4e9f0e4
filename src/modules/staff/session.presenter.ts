import type { Message } from '../../kernel/i18n/message';
import type { OpenSession } from '../../kernel/auth/open-sessions.queries';

const BROWSERS: readonly [string, RegExp][] = [
  ['Edge', /\bEdg(e|A|iOS)?\//], ['Opera', /\bOPR\//], ['Samsung Internet', /SamsungBrowser/], ['Firefox', /Firefox|FxiOS/], ['Chrome', /Chrome|CriOS|Chromium/],
  ['Safari', /Safari/],
];
const SYSTEMS: readonly [string, RegExp][] = [
  ['iOS', /iPhone|iPad/], ['Android', /Android/], ['Windows', /Windows/], ['macOS', /Macintosh|Mac OS X/], ['ChromeOS', /CrOS/], ['Linux', /Linux/],
];

/** What the table of open sessions shows. @param ownIdHash the session that asks, to be marked */
export function sessionRows(sessions: readonly OpenSession[], ownIdHash: string) {
  return sessions.map((session) => ({
    key: session.key,
    device: deviceOf(session.userAgent),
    ip: session.ip,
    since: session.createdAt,
    lastUsed: session.lastSeenAt,
    current: session.idHash === ownIdHash,
  }));
}

/** "Firefox on Linux", from what the browser says of itself. */
export function deviceOf(userAgent: string): Message {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return browser && system ? { key: 'staff.sessions.device', params: { browser, system } } : { key: 'staff.sessions.unknownDevice' };
}
