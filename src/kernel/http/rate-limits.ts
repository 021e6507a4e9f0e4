import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/clock';

export interface RateLimit {
  /** What is counted, with whom: `sign-in:account:7`. At most 190 ASCII characters; hash what a client chooses. */
  readonly key: string;
  readonly max: number;
  /** Milliseconds from the first hit until the count begins again. */
  readonly windowMs: number;
}

/** Counts in the database, so that every node knows (A25). */
@Injectable()
export class RateLimits {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts one hit. @returns seconds to wait when the limit is passed, else 0. */
  async hit(limit: RateLimit): Promise<number> {
    const now = this.clock.now();
    await this.dataSource.query(
      `INSERT INTO rate_limits (limit_key, hits, expires_at) VALUES (?, 1, ?)
       ON DUPLICATE KEY UPDATE hits = IF(expires_at <= ?, 1, hits + 1), expires_at = IF(expires_at <= ?, VALUES(expires_at), expires_at)`,
      [limit.key, new Date(now.getTime() + limit.windowMs), now, now],
    );
    return this.wait({ ...limit, max: limit.max + 1 });
  }

  /** Seconds to wait while the limit is reached, else 0; counts nothing. */
  async wait(limit: RateLimit): Promise<number> {
    const now = this.clock.now();
    const rows: { hits: number; expires_at: Date }[] = await this.dataSource.query('SELECT hits, expires_at FROM rate_limits WHERE limit_key = ?', [limit.key]);
    if (rows.length === 0 || rows[0].expires_at <= now || rows[0].hits < limit.max) return 0;
    return Math.ceil((rows[0].expires_at.getTime() - now.getTime()) / 1000);
  }

  /** Takes one hit back, as after a success: what succeeds is no guess. */
  async giveBack(key: string): Promise<void> {
    await this.dataSource.query('UPDATE rate_limits SET hits = hits - 1 WHERE limit_key = ? AND hits > 0', [key]);
  }
}
