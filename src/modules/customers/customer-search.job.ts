import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Job } from '../../kernel/jobs/job';
import { indexPending, reindex } from '../../kernel/search/search.bulk';
import { CUSTOMER_SEARCH, CustomerSearch } from './customer-search';

/** Brings the search index up to date with customers that were stored many at a time; runs until none waits. */
@Injectable()
export class CustomerSearchCatchUp implements Job {
  readonly name = 'customer-search';
  private readonly known = new Set<string>();
  private running: Promise<number> | null = null;
  private holds = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly search: CustomerSearch,
  ) {}

  /** Lets customers wait while `work` stores many of them: both together would take turns at the same rows and processors. */
  async after<T>(work: () => Promise<T>): Promise<T> {
    this.holds += 1;
    try {
      return await work();
    } finally {
      this.holds -= 1;
    }
  }

  /** Called again while it runs, it answers when that run is over. */
  async run(): Promise<number> {
    if (this.holds > 0) return 0;
    return this.round();
  }

  private round(): Promise<number> {
    this.running ??= this.catchUp().finally(() => (this.running = null));
    return this.running;
  }

  /** Compares the whole index with the customers and mends it. @param rebuild empties it first. @returns how many customers differed. */
  async mend(rebuild: boolean): Promise<number> {
    const list = async (after: string, limit: number): Promise<string[]> => {
      const rows: { id: string }[] = await this.dataSource.query('SELECT id FROM customers WHERE deleted_at IS NULL AND id > ? ORDER BY id LIMIT ?', [after, limit]);
      return rows.map(({ id }) => String(id));
    };
    return reindex(this.dataSource, CUSTOMER_SEARCH, list, (tx, ids) => this.search.load(tx, ids), rebuild);
  }

  private async catchUp(): Promise<number> {
    for (let done = 0; ; ) {
      const round = await indexPending(this.dataSource, CUSTOMER_SEARCH, (tx, ids) => this.search.load(tx, ids), this.known);
      if (round === 0 || this.holds > 0) return done + round;
      done += round;
    }
  }
}
