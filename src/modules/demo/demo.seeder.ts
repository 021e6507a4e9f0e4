import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction } from '../../kernel/db/transaction';
import { indexMany } from '../../kernel/search/search.bulk';
import { countCustomers } from '../customers/customer-counts';
import { CUSTOMER_SEARCH, CustomerSearch } from '../customers/customer-search';
import { formatNumber, NumberSeries, type SeriesFormat } from '../settings/number-series';
import { addEvents } from './demo.events';
import { addReminders } from './demo.reminders';
import { demoCustomer } from './demo.customer';
import { DemoQueries, type FirstIds } from './demo.queries';
import { addRows, emptyRows, type DemoPlace, type DemoWorld } from './demo.rows';
import { DemoWorldMaker } from './demo.world';

/** Customers in one transaction. */
const BATCH = 1000;
/** Subjects indexed in one transaction. */
const SEARCH_BATCH = 2000;
/** While the database writes one batch the next is made. */
const LANES = 2;
const HISTORY_MS = 1500 * 86_400_000;
const DAY_MS = 86_400_000;

export interface SeedRequest {
  readonly customers: number;
  /** Also where there are customers already; otherwise that is refused. */
  readonly add: boolean;
  /** Invents figures of documents that do not exist: for measuring alone. */
  readonly figures: boolean;
  /** Told now and then how many are stored and how many can be found. */
  readonly progress?: (stored: number, searchable: number) => void;
}

interface Plan {
  readonly first: FirstIds;
  readonly numbers: SeriesFormat & { readonly first: bigint };
  readonly customers: number;
  readonly from: number;
  readonly until: number;
  readonly adding: boolean;
}

/**
 * Fills the database with demo customers, many rows at a time: the customer with the id n is the demo customer n - 1, so the
 * same number gives the same data, and more can be added later without anybody coming twice.
 */
@Injectable()
export class DemoSeeder {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly queries: DemoQueries,
    private readonly world: DemoWorldMaker,
    private readonly numbers: NumberSeries,
    private readonly search: CustomerSearch,
  ) {}

  /** @returns false when there are customers already and nobody asked to add to them: nothing was written. */
  async seed(request: SeedRequest): Promise<boolean> {
    const newest = await this.queries.newestCustomer();
    if (newest && !request.add) return false;
    const world = await inTransaction(this.dataSource, (tx) => this.world.make(tx, request.figures));
    const plan = await this.plan(request.customers, newest);
    let stored = 0;
    await inLanes(request.customers, BATCH, async (offset, count) => {
      await this.store(plan, world, offset, count);
      request.progress?.((stored += count), 0);
    });
    const known = new Set<string>();
    let searchable = 0;
    await inLanes(request.customers, SEARCH_BATCH, async (offset, count) => {
      const ids = Array.from({ length: count }, (_, index) => String(plan.first.customers + offset + index));
      await indexMany(this.dataSource, CUSTOMER_SEARCH, ids, (tx, some) => this.search.load(tx, some), known);
      request.progress?.(stored, (searchable += count));
    });
    return true;
  }

  private async plan(customers: number, newest: Date | null): Promise<Plan> {
    const today = Math.floor(this.clock.now().getTime() / DAY_MS) * DAY_MS;
    const contacts = customers + Math.floor(customers / 10) + 2;
    const first = await this.queries.reserveIds({ customers, contacts, customer_contacts: contacts });
    const numbers = await inTransaction(this.dataSource, (tx) => this.numbers.reserve(tx, 'customer', customers));
    return { first, numbers, customers, from: newest?.getTime() ?? today - HISTORY_MS, until: newest ? this.clock.now().getTime() : today, adding: newest !== null };
  }

  private async store(plan: Plan, world: DemoWorld, offset: number, count: number): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const numbers = Array.from({ length: count }, (_, index) => formatNumber(plan.numbers, plan.numbers.first + BigInt(offset + index)));
      const taken = plan.adding ? await this.queries.takenNumbers(tx, numbers) : new Set<string>();
      const rows = emptyRows();
      for (let at = 0; at < count; at += 1) {
        let number = numbers[at];
        while (taken.has(number)) number = await this.numbers.next(tx, 'customer');
        const place = placeOf(plan, offset + at, number);
        const customer = demoCustomer(place.index);
        addRows(rows, place, customer, world);
        addEvents(rows, place, customer);
        addReminders(rows, place, customer, world, Math.floor(plan.until / DAY_MS) * DAY_MS);
      }
      await this.queries.insert(tx, rows);
      await this.queries.makePrimary(tx, plan.first.customers + offset, plan.first.customer_contacts + offset, count);
      await countCustomers(tx, count);
    });
  }
}

function placeOf(plan: Plan, offset: number, number: string): DemoPlace {
  const { first, customers, from, until } = plan;
  const id = first.customers + offset;
  const index = id - 1;
  // One of ten customers has a second contact, so the place among the tens numbers those.
  const second = customers + Math.floor(index / 10) - Math.floor((first.customers - 1) / 10);
  return {
    index,
    id,
    number,
    contactIds: [first.contacts + offset, first.contacts + second],
    linkIds: [first.customer_contacts + offset, first.customer_contacts + second],
    createdAt: new Date(from + Math.floor(((until - from) * (offset + 1)) / (customers + 1))).toISOString().slice(0, 23).replace('T', ' '),
  };
}

/** Cuts `total` into batches and works on some of them at a time, in order. */
async function inLanes(total: number, size: number, work: (offset: number, count: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < total) {
      const offset = next;
      next += size;
      await work(offset, Math.min(size, total - offset));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
