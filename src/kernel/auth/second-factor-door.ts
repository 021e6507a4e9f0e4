import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTransaction } from '../db/transaction';
import { RateLimits, type RateLimit } from '../http/rate-limits';
import type { Principal } from './access-tokens';
import { SecondFactors, type ProvedBy } from './second-factor';

/** What came of a code; `waitSeconds` is over 0 when too many were wrong. */
export type CodeResult = { readonly ok: true; readonly by: ProvedBy } | { readonly ok: false; readonly waitSeconds: number };

const QUARTER_OF_AN_HOUR = 15 * 60_000;
const WRONG_CODES = 5;

/**
 * Asks for a code and counts the wrong ones: five in a quarter of an hour refuse every further one for the rest of it, on
 * all nodes, never for good (STA-2, A25). Devices the person signed in from before are counted apart, so that somebody
 * else who has the password cannot keep the person out.
 */
@Injectable()
export class SecondFactorDoor {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly factors: SecondFactors,
    private readonly limits: RateLimits,
  ) {}

  /** @param knownDevice the person signed in from this browser before, or is signed in. */
  async ask(principal: Principal, typed: string, knownDevice: boolean): Promise<CodeResult> {
    const wait = await this.limits.hit(this.limit(principal, knownDevice));
    if (wait > 0) return { ok: false, waitSeconds: wait };
    const by = await inTransaction(this.dataSource, (tx) => this.factors.prove(tx, principal, typed));
    if (by === null) return { ok: false, waitSeconds: await this.limits.wait(this.limit(principal, knownDevice)) };
    await this.limits.giveBack(this.limit(principal, knownDevice).key);
    return { ok: true, by };
  }

  private limit({ kind, id }: Principal, knownDevice: boolean): RateLimit {
    return { key: `second-factor:${kind}:${id}:${knownDevice ? 'known' : 'unknown'}`, max: WRONG_CODES, windowMs: QUARTER_OF_AN_HOUR };
  }
}
