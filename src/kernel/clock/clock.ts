import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const RESAMPLE_MS = 60_000;

/**
 * The one source of "now": database time sampled each minute plus the monotonic clock between samples,
 * so that nodes whose own clocks differ agree on leases and expiry (design.md, Data). Tests set it.
 */
@Injectable()
export class Clock {
  private offset: bigint | null = null;
  private fixed: Date | null = null;
  private timer: NodeJS.Timeout | null = null;

  /** The current instant. Before the first sample it is the machine's own clock. */
  now(): Date {
    if (this.fixed) return new Date(this.fixed);
    if (this.offset === null) return new Date();
    return new Date(Number((process.hrtime.bigint() + this.offset) / 1_000_000n));
  }

  /** Samples the database's clock now and each minute; a failed sample keeps the previous one. */
  async follow(dataSource: DataSource): Promise<void> {
    await this.sample(dataSource);
    this.timer = setInterval(() => void this.sample(dataSource).catch(() => undefined), RESAMPLE_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** For tests: stands still at `instant`, or runs again with null. */
  set(instant: Date | null): void {
    this.fixed = instant;
  }

  private async sample(dataSource: DataSource): Promise<void> {
    const before = process.hrtime.bigint();
    const rows: { now: Date }[] = await dataSource.query('SELECT UTC_TIMESTAMP(6) AS now');
    const middle = before + (process.hrtime.bigint() - before) / 2n;
    this.offset = BigInt(rows[0].now.getTime()) * 1_000_000n - middle;
  }
}
