import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../kernel/clock/clock';
import { csvBatches } from '../../kernel/csv/csv-reader';
import type { CsvRecord } from '../../kernel/csv/csv-parser';
import { inTransaction, isDuplicate, isLockTimeout, isMissingReference } from '../../kernel/db/transaction';
import { UnverifiedRegistrations } from '../contacts/unverified-registrations';
import { countCustomers } from '../customers/customer-counts';
import { CustomerEditRules } from '../customers/customer-edit-rules';
import { NumberSeries } from '../settings/number-series';
import { SettingsStore } from '../settings/settings.store';
import { NO_COUNTS, phaseOf, type Counts, type Import, type Verdict } from './import';
import type { ImportActor } from './import-actor.queries';
import { ImportFiles } from './import-files';
import { ImportLanes, OutOfTurn, type Turn } from './import-lanes';
import { NamedRows } from './import-names.queries';
import { ImportPlanner } from './import-planner';
import { ImportProgress, type Lease } from './import-progress.queries';
import { ImportReader, type FileRow } from './import-reader';
import { ImportNumbers } from './import-numbers.queries';
import { ImportWriter } from './import-writer.queries';
import type { Outcome, Plan } from './import-plan';
import type { PlanContext } from './plan-context';

/** Rows in one transaction. */
const BATCH_ROWS = 1000;
/** Rows read at a stretch, about two milliseconds. */
const SLICE_ROWS = 50;
/** A batch that meets rows stored by others meanwhile is decided again; they are seen then. */
const TRIES = 8;
const KEYS = ['customers_number_key', 'contacts_email_key', 'customer_contacts_pair', 'customer_groups_name'];

export interface PassHooks {
  /** After each batch that is stored, with the last line. Tests stop a pass here. */
  afterBatch?(lastLine: number): void | Promise<void>;
  /** True when the node is going down: the pass ends after the batch under way. */
  stopping?(): boolean;
}

export interface PassResult {
  readonly finished: boolean;
  readonly unknownCountries: readonly (readonly [string, number])[];
  readonly highest: number;
}

interface Given {
  readonly currencyRanks: ReadonlyMap<string, number>;
  readonly turn: Turn;
}

/** One pass over a file, the dry run or the import itself, from the line after the last one that is stored. */
@Injectable()
export class ImportPass {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly files: ImportFiles,
    private readonly progress: ImportProgress,
    private readonly writer: ImportWriter,
    private readonly numbers: NumberSeries,
    private readonly settings: SettingsStore,
    private readonly rules: CustomerEditRules,
    private readonly currencies: ImportNumbers,
    private readonly registrations: UnverifiedRegistrations,
  ) {}

  /** @throws CsvRefused for a file that cannot be read, LeaseLost when another node went on meanwhile. */
  async run(record: Import, lease: Lease, actor: ImportActor, hooks: PassHooks = {}): Promise<PassResult> {
    const { baseCurrency, groupRequired, defaultGroupId } = this.settings.all();
    const ranks = await this.currencies.load();
    const reader = new ImportReader(record, new Set([...ranks.keys(), baseCurrency]));
    const context: PlanContext = {
      record, phase: phaseOf(record.state), actor, reader, rules: this.rules, baseCurrency, groupRequired, defaultGroupId,
      groups: new NamedRows(this.dataSource, 'customer_groups'), products: new NamedRows(this.dataSource, 'products'),
    };
    const series = await this.currencies.series();
    let highest = 0;
    // While the database stores two batches, the next is read.
    const lanes = new ImportLanes(record.options);
    try {
      for await (const records of inBatches(csvBatches(this.files.pathOf(record.storageKey), { ...record.shape, header: [...record.shape.header] }))) {
        const rows = await readRows(reader, records);
        for (const { read, refusals } of rows) if (refusals.length === 0) highest = Math.max(highest, series.numberIn(read?.customer.number ?? null));
        const open = rows.filter(({ line }) => line > record.lastLine);
        await lanes.free(open);
        if (hooks.stopping?.()) {
          await lanes.end();
          return { finished: false, unknownCountries: [], highest };
        }
        if (open.length === 0) await this.progress.renew(lease, this.clock.now());
        else lanes.begin(open, (turn) => this.storeBatch(context, lease, open, { currencyRanks: ranks, turn }).then(() => hooks.afterBatch?.(open[open.length - 1].line)));
        await breathe();
      }
      await lanes.end();
    } finally {
      await lanes.quiet();
    }
    return { finished: true, unknownCountries: [...reader.unknownCountries], highest };
  }

  private async storeBatch(context: PlanContext, lease: Lease, rows: readonly FileRow[], given: Given): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const numbers = context.phase === 'run' ? await this.freshNumbers(context, rows) : [];
        const madeGroups = await inTransaction(this.dataSource, (tx) => this.store(tx, context, lease, rows, { ...given, numbers }));
        if (madeGroups) context.groups.forgetMissing();
        return;
      } catch (error) {
        const late = error instanceof OutOfTurn || isLockTimeout(error);
        const overtaken = KEYS.some((key) => isDuplicate(error, key)) || isMissingReference(error);
        if (!(late || overtaken) || attempt === TRIES) throw error;
        if (late) await given.turn.before;
        context.groups.forget();
        context.products.forget();
      }
    }
  }

  /** @returns whether groups were made. */
  private async store(tx: EntityManager, context: PlanContext, lease: Lease, rows: readonly FileRow[], given: Given & { numbers: readonly string[] }): Promise<boolean> {
    const now = this.clock.now();
    const plan = await new ImportPlanner(tx, context).decide(rows);
    const running = context.phase === 'run';
    const makesGroups = running && [...plan.creations, ...plan.changes].some(({ links }) => links.newGroups.length > 0);
    // A group made here, and the count of customers, are locked until the end, and the batch before may want them.
    if (makesGroups || (running && plan.squatted.length > 0)) await given.turn.before;
    if (running) await this.registrations.free(tx, context.actor.actor, plan.squatted);
    const customers = running ? await this.write(tx, context, plan, { ...given, now }) : new Map<number, string>();
    // From here on the batch locks what the one before needs at its own end.
    await given.turn.come();
    if (running) await countCustomers(tx, plan.creations.length);
    await this.progress.store(tx, lease, context.phase, { outcomes: plan.outcomes, customers, counts: countsOf(plan.outcomes), lastLine: rows[rows.length - 1].line, now });
    return makesGroups;
  }

  private write(tx: EntityManager, { record, actor, groups, baseCurrency }: PlanContext, plan: Plan, given: Given & { numbers: readonly string[]; now: Date }) {
    return this.writer.write(tx, { importId: record.id, actor, groups, baseCurrency, permissions: record.options.permissions, ...given }, plan);
  }

  /** Numbers of the series for rows without one, in a transaction of their own so that the series is locked for a moment only. */
  private async freshNumbers({ record, actor }: PlanContext, rows: readonly FileRow[]): Promise<string[]> {
    if (record.options.mode === 'update' || !actor.may('customers.create')) return [];
    const wanted = rows.filter(({ read, refusals, first, line }) => read && refusals.length === 0 && first === line && !read.customer.number).length;
    const given = new Set(rows.map(({ read }) => read?.customer.number ?? ''));
    const free: string[] = [];
    while (free.length < wanted) {
      const taken = await inTransaction(this.dataSource, (tx) => this.numbers.take(tx, 'customer', wanted - free.length));
      const used = await this.currencies.usedNumbers(taken);
      free.push(...taken.filter((number) => !used.has(number) && !given.has(number)));
    }
    return free;
  }
}

async function readRows(reader: ImportReader, records: readonly CsvRecord[]): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for (const record of records) {
    rows.push(reader.read(record));
    // So that the database, which stores the batches before, need not wait long for its next statement.
    if (rows.length % SLICE_ROWS === 0) await breathe();
  }
  return rows;
}

async function* inBatches(batches: AsyncIterable<CsvRecord[]>): AsyncGenerator<CsvRecord[]> {
  let waiting: CsvRecord[] = [];
  for await (const records of batches) {
    waiting.push(...records);
    for (; waiting.length >= BATCH_ROWS; waiting = waiting.slice(BATCH_ROWS)) yield waiting.slice(0, BATCH_ROWS);
  }
  if (waiting.length > 0) yield waiting;
}

function countsOf(outcomes: readonly Outcome[]): Counts {
  const counts: Record<Verdict, number> = { ...NO_COUNTS };
  for (const { verdict } of outcomes) counts[verdict] += 1;
  return counts;
}

