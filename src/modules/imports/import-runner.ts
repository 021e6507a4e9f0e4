import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { CsvRefused } from '../../kernel/csv/csv-refused';
import { inTransaction } from '../../kernel/db/transaction';
import type { Job } from '../../kernel/jobs/job';
import { Log } from '../../kernel/log/log';
import { ActivityLog } from '../activity/activity.log';
import { CustomerSearchCatchUp } from '../customers/customer-search.job';
import { NewCustomerNews } from '../customers/news/new-customer-news';
import { rowsOf, type Import } from './import';
import { ImportActors, type ImportActor } from './import-actor.queries';
import { ImportFiles } from './import-files';
import { ImportNumbers } from './import-numbers.queries';
import { ImportPass, type PassHooks } from './import-pass';
import { ImportProgress, LeaseLost, type Lease } from './import-progress.queries';
import { ImportsQueries } from './imports.queries';

/** Imports a node works on at once, so that a short one need not wait for a long one. */
const AT_ONCE = 2;
const FAILURES = 5;
const PAUSE_MS = 5_000;

/** Works on imports that wait, on whichever node has time. A node that dies is replaced when its lease runs out. */
@Injectable()
export class ImportRunner implements Job, OnApplicationShutdown {
  readonly name = 'imports';
  private readonly running = new Map<string, Promise<void>>();
  private starting: Promise<void> = Promise.resolve();
  private goingDown = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly imports: ImportsQueries,
    private readonly progress: ImportProgress,
    private readonly pass: ImportPass,
    private readonly actors: ImportActors,
    private readonly files: ImportFiles,
    private readonly numbers: ImportNumbers,
    private readonly activity: ActivityLog,
    private readonly catchUp: CustomerSearchCatchUp,
    private readonly news: NewCustomerNews,
  ) {}

  /** Begins what waits and does not wait for it. @returns how many imports were begun. */
  async run(now: Date): Promise<number> {
    let begun = 0;
    for (const id of await this.progress.waiting(now, AT_ONCE)) {
      if (this.goingDown || this.running.size >= AT_ONCE || this.running.has(id)) continue;
      this.running.set(id, this.workOn(id).catch((error: unknown) => this.log.failure(error)).finally(() => this.running.delete(id)));
      begun += 1;
    }
    return begun;
  }

  /** Begins at once instead of at the next tick; only where this node does such work. */
  nudge(): void {
    if (this.config.role !== 'web') this.starting = this.run(this.clock.now()).then(() => undefined, (error: unknown) => this.log.failure(error));
  }

  /** Answers when nothing is under way here. */
  async idle(): Promise<void> {
    await this.starting;
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  async onApplicationShutdown(): Promise<void> {
    this.goingDown = true;
    await this.idle();
  }

  /** Takes the import, unless another node has it, and brings it as far as it goes. */
  async workOn(id: string, hooks: PassHooks = {}): Promise<void> {
    const lease = await this.progress.take(id, this.clock.now());
    const record = lease && (await this.imports.byId(id));
    if (!lease || !record) return;
    try {
      await this.attempt(record, lease, hooks);
    } catch (error) {
      await this.explain(lease, error);
    }
  }

  private async attempt(record: Import, lease: Lease, hooks: PassHooks): Promise<void> {
    const actor = await this.actors.of(record);
    if (!actor) return this.progress.stop(lease, 'failed', { key: 'imports.stopped.staff' }, this.clock.now());
    const running = record.state === 'importing';
    if (running && record.checked) await this.numbers.goOnAbove(record.checked.highest);
    const pass = () => this.pass.run(record, lease, actor, { stopping: () => this.goingDown, ...hooks });
    const result = running ? await this.catchUp.after(pass) : await pass();
    if (!result.finished) return this.progress.release(lease, this.clock.now());
    if (running) return this.finishRun(record, lease, actor);
    const counts = (await this.imports.byId(record.id))?.counts ?? record.counts;
    await this.progress.finishCheck(lease, { counts, total: rowsOf(counts), highest: result.highest }, result.unknownCountries, this.clock.now());
  }

  private async finishRun(record: Import, lease: Lease, { actor }: ImportActor): Promise<void> {
    const now = this.clock.now();
    const count = (await this.imports.byId(record.id))?.counts.created ?? 0;
    await inTransaction(this.dataSource, async (tx) => {
      await this.progress.finishRun(tx, lease, now);
      await this.activity.record(tx, { actor, at: now, action: 'customers.imported', subject: { kind: 'import', id: record.id, name: record.fileName } });
      await this.news.tellImported(tx, actor, { id: record.id, fileName: record.fileName, count });
    });
    await this.files.remove(record.storageKey);
    await this.catchUp.run();
  }

  private async explain(lease: Lease, error: unknown): Promise<void> {
    if (error instanceof LeaseLost) return;
    const now = this.clock.now();
    try {
      if (error instanceof CsvRefused) return await this.progress.stop(lease, 'refused', { key: error.key, params: error.params }, now);
      this.log.failure(error);
      const failures = await this.progress.countAttempt(lease);
      if (failures >= FAILURES) await this.progress.stop(lease, 'failed', { key: 'imports.stopped.failure' }, now);
      else await this.progress.release(lease, now, PAUSE_MS * failures);
    } catch (again) {
      // The database is gone: the lease runs out by itself, and the import goes on after the last stored line.
      if (!(again instanceof LeaseLost)) this.log.failure(again);
    }
  }
}
