import { setTimeout as pause } from 'node:timers/promises';
import { emailKey } from '../../kernel/text/email-key';
import type { ImportOptions } from './import';
import type { FileRow } from './import-reader';
import { vatKey } from './rules/row-places';

/** Batches on the way to the database at once: it has the processor's other half. */
const LANES = 2;
/** A batch that has waited so long for the one before gives its locks back: that one may wait for them. */
const LONGEST_TURN_MS = 10_000;

/** The batch before is still not stored; what this one has written is rolled back and done once more after it. */
export class OutOfTurn extends Error {}

/** The batch before was not stored, so this one is not either. */
class EarlierFailed extends Error {}

/** When a batch may end: after the one before it, whatever became of that. */
export interface Turn {
  /** To be awaited at the end of the batch's transaction, so that batches are stored in the order of the file. @throws OutOfTurn */
  come(): Promise<void>;
  /** To be awaited where nothing is locked. */
  before: Promise<void>;
}

interface Lane {
  readonly rows: readonly FileRow[];
  readonly done: Promise<void>;
}

/**
 * Two batches are stored at the same time, and end in the order of the file (F13). A batch whose rows have to do with those of
 * the one before waits for it, as does every batch of an import that changes customers.
 */
export class ImportLanes {
  private lanes: Lane[] = [];

  constructor(
    private readonly options: Pick<ImportOptions, 'key' | 'mode'>,
    private readonly longestTurn = LONGEST_TURN_MS,
  ) {}

  /** Answers when a batch of these rows may begin. @throws what went wrong with an earlier one */
  async free(rows: readonly FileRow[]): Promise<void> {
    while (this.lanes.length === LANES || this.lanes.some((lane) => this.meet(lane.rows, rows))) {
      await this.lanes[0].done;
      this.lanes.shift();
    }
  }

  /** @param store is given its turn; what it throws is thrown by a later `free`, or by `end` */
  begin(rows: readonly FileRow[], store: (turn: Turn) => Promise<void>): void {
    const before = (this.lanes.at(-1)?.done ?? Promise.resolve()).catch((cause: unknown) => {
      throw new EarlierFailed('The batch before was not stored', { cause });
    });
    before.catch(() => undefined);
    const done = store({ before, come: () => inTurn(before, this.longestTurn) });
    done.catch(() => undefined);
    this.lanes.push({ rows, done });
  }

  /** All are stored. */
  async end(): Promise<void> {
    for (const { done } of this.lanes) await done;
    this.lanes = [];
  }

  /** Nothing is under way any more, whatever became of it. */
  async quiet(): Promise<void> {
    await Promise.allSettled(this.lanes.map(({ done }) => done));
  }

  /** Whether what becomes of `rows` may depend on what becomes of `earlier`, on its way to the database. */
  private meet(earlier: readonly FileRow[], rows: readonly FileRow[]): boolean {
    if (this.options.mode !== 'create') return true;
    const from = earlier[0].line;
    if (rows.some(({ line, first }) => first !== line && first >= from && first < rows[0].line)) return true;
    // Numbers and addresses of contacts stand in a file once; an address or VAT number of a customer may stand there again.
    if (this.options.key === 'number') return false;
    const keys = new Set(earlier.flatMap((row) => this.keysOf(row)));
    return rows.some((row) => this.keysOf(row).some((key) => keys.has(key)));
  }

  private keysOf({ read }: FileRow): string[] {
    if (!read) return [];
    const { customer, contact } = read;
    if (this.options.key === 'vat_number') return customer.vat_number ? [vatKey(customer.vat_number)] : [];
    const own = customer.email ? emailKey(customer.email) : null;
    return [own, contact?.email_key].filter((key) => key !== null && key !== undefined);
  }
}

async function inTurn(before: Promise<void>, longest: number): Promise<void> {
  const waiting = new AbortController();
  const late = pause(longest, 'late' as const, { signal: waiting.signal }).catch(() => 'late' as const);
  try {
    if ((await Promise.race([before, late])) === 'late') throw new OutOfTurn();
  } finally {
    waiting.abort();
  }
}
