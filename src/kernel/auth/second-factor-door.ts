import { Injectable } from '@nestjs/common';
import { RateLimits, type RateLimit } from '../http/rate-limits';
import type { Principal } from './access-tokens';

/** What came of a code; `waitSeconds` is over 0 when too many were wrong. */
export type CodeTry<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly waitSeconds: number };

const QUARTER_OF_AN_HOUR = 15 * 60_000;
const WRONG_CODES = 5;

/**
 * Counts wrong codes: five in a quarter of an hour refuse every further one for the rest of it, on all nodes, never for
 * good (STA-2, A25). Devices the person signed in from before are counted apart, so that somebody else who has the
 * password cannot keep the person out.
 */
@Injectable()
export class SecondFactorDoor {
  constructor(private readonly limits: RateLimits) {}

  /**
   * One try, counted before it is made: a hundred sent at once would all be made otherwise.
   * @param knownDevice the person is signed in, or signed in from this browser before
   * @param attempt uses the code up (`SecondFactors.prove`); null when it was wrong. What it throws counts as wrong too.
   */
  async pass<T>(principal: Principal, knownDevice: boolean, attempt: () => Promise<T | null>): Promise<CodeTry<T>> {
    const limit = limitOf(principal, knownDevice);
    const wait = await this.limits.hit(limit);
    if (wait > 0) return { ok: false, waitSeconds: wait };
    const value = await attempt();
    if (value === null) return { ok: false, waitSeconds: await this.limits.wait(limit) };
    await this.limits.giveBack(limit.key);
    return { ok: true, value };
  }
}

function limitOf({ kind, id }: Principal, knownDevice: boolean): RateLimit {
  return { key: `second-factor:${kind}:${id}:${knownDevice ? 'known' : 'unknown'}`, max: WRONG_CODES, windowMs: QUARTER_OF_AN_HOUR };
}
