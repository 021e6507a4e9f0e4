export type SessionKind = 'staff' | 'contact';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a session lives unused, and at most (design.md, Addresses). Milliseconds. */
export const SESSION_LIFE: Readonly<Record<SessionKind, { idle: number; absolute: number }>> = {
  staff: { idle: 8 * HOUR, absolute: 7 * DAY },
  contact: { idle: DAY, absolute: 30 * DAY },
};

/** A session's last use is noted at most this often; writing it at each request would double a page's cost. */
export const TOUCH_EVERY = 5 * 60_000;

/** Name of the cookie: bound to the host where the connection is secure (RFC 6265bis, 4.1.3.2). */
export function sessionCookieName(kind: SessionKind, https: boolean): string {
  const name = kind === 'staff' ? 'clientele_staff' : 'clientele_area';
  return https ? `__Host-${name}` : name;
}
