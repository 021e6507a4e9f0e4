const SECOND = 1000;
const HOUR = 3600 * SECOND;
const GIVE_UP_AFTER = 72 * HOUR;

/**
 * When to try a mail again after a temporary failure (security.md, F4): doubling from five seconds to a minute during its
 * first hour, then every quarter of an hour, for three days; each a little earlier or later, so that a crowd spreads out.
 * @param attempts tries so far, the failed one included
 * @param random between 0 and 1
 * @returns the instant, or null when it is time to give up
 */
export function nextAttempt(createdAt: Date, attempts: number, now: Date, random: number): Date | null {
  const age = now.getTime() - createdAt.getTime();
  if (age >= GIVE_UP_AFTER) return null;
  const wait = age < HOUR ? Math.min(60 * SECOND, 5 * SECOND * 2 ** Math.min(attempts - 1, 10)) : 900 * SECOND;
  return new Date(now.getTime() + Math.round(wait * (0.75 + 0.25 * random)));
}
