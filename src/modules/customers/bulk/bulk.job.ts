import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { randomHex } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction } from '../../../kernel/db/transaction';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { Draining } from '../../../kernel/health/draining';
import type { Job } from '../../../kernel/jobs/job';
import { mayStart, type BulkRecord } from './bulk-action';
import { BulkRunner } from './bulk-runner';
import { BulkQueries } from './bulk.queries';

const LEASE_MS = 60_000;
const KEPT_MS = 7 * 86_400_000;

/**
 * Does large bulk actions, batch by batch, each in a transaction of its own with its place: a node that dies is followed by
 * another one where it stopped, and nothing is done twice.
 */
@Injectable()
export class BulkJob implements Job {
  readonly name = 'bulk-actions';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly draining: Draining,
    private readonly queries: BulkQueries,
    private readonly runner: BulkRunner,
  ) {}

  async run(now: Date): Promise<number> {
    await this.queries.clean(new Date(now.getTime() - KEPT_MS));
    let done = 0;
    for (;;) {
      const token = randomHex(16);
      const action = this.draining.begun ? null : await this.queries.claim(token, this.clock.now(), this.leaseEnd());
      if (!action) return done;
      done += await this.finish(action, token);
    }
  }

  /** The starter's rights are asked for at every batch: whoever loses them is stopped. */
  private async finish(action: BulkRecord, token: string): Promise<number> {
    for (let done = 0; ; ) {
      if (this.draining.begun) return done;
      const actor = await this.queries.actor(action.staffId);
      if (!actor || !mayStart(actor, action.action)) {
        await this.queries.close(this.dataSource.manager, action.id, 'stopped', token, this.clock.now());
        return done;
      }
      const count = await this.batch(action, token, actor);
      if (count === 0) {
        await this.queries.close(this.dataSource.manager, action.id, 'done', token, this.clock.now());
        return done;
      }
      done += count;
      await this.queries.renew(action.id, token, this.leaseEnd());
    }
  }

  /** 0 also when what was chosen on the preview is gone: then the rest stays as it is. */
  private async batch(action: BulkRecord, token: string, actor: Parameters<BulkRunner['batch']>[1]): Promise<number> {
    try {
      return await inTransaction(this.dataSource, (tx) => this.runner.batch(tx, actor, action, token));
    } catch (error) {
      if (error instanceof FieldRefused) return 0;
      throw error;
    }
  }

  private leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MS);
  }
}
