import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../kernel/db/transaction';
import { CleanOrphanFiles } from '../../../kernel/files/clean-orphan-files';
import type { Job } from '../../../kernel/jobs/job';
import { CustomerTrash } from './customer-trash';
import { TrashQueries } from './trash.queries';

/** Days in which a deletion can be taken back (CUS-20). */
export const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
const BATCH = 200;

/** Removes for good, with their pictures, what has lain in the trash for thirty days. Daily. */
@Injectable()
export class PurgeTrash implements Job {
  readonly name = 'purge-trash';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly queries: TrashQueries,
    private readonly trash: CustomerTrash,
    private readonly files: CleanOrphanFiles,
  ) {}

  /** Each deletion is a transaction of its own, the oldest first, so a crash leaves whole ones for the next run. */
  async run(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
    let done = 0;
    for (let after = '0'; ; ) {
      const ids = await this.queries.due(before, after, BATCH);
      for (const id of ids) done += (await this.purge(id)) ? 1 : 0;
      if (ids.length < BATCH) break;
      after = ids[ids.length - 1];
    }
    if (done > 0) await this.files.run(now);
    return done;
  }

  private purge(id: string): Promise<boolean> {
    return inTransaction(this.dataSource, async (tx) => {
      const locked: unknown[] = await tx.query('SELECT id FROM deletions WHERE id = ? FOR UPDATE', [id]);
      if (locked.length === 0) return false;
      await this.trash.purge(tx, id);
      await tx.query('DELETE FROM deletions WHERE id = ?', [id]);
      return true;
    });
  }
}
