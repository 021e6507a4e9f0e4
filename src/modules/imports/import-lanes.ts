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
  readonly from: number;
  /** What the rows of no batch beside it may share. */
  readonly keys: ReadonlySet<string>;
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
    const keys = this.keysOf(rows);
    while (this.lanes.length === LANES || this.lanes.some((lane) => this.meet(lane, rows, keys))) {
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
    this.lanes.push({ from: rows[0].line, keys: this.keysOf(rows), done });
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

  /** Whether what becomes of `rows` may depend on what becomes of an earlier batch, on its way to the database. */
  private meet(earlier: Lane, rows: readonly FileRow[], keys: ReadonlySet<string>): boolean {
    if (this.options.mode !== 'create') return true;
    if (rows.some(({ line, first }) => first !== line && first >= earlier.from && first < rows[0].line)) return true;
    for (const key of keys) if (earlier.keys.has(key)) return true;
    return false;
  }

  /** Numbers and addresses of contacts stand in a file once; an address or VAT number of a customer may stand there again. */
  private keysOf(rows: readonly FileRow[]): ReadonlySet<string> {
    const keys = new Set<string>();
    if (this.options.mode !== 'create' || this.options.key === 'number') return keys;
    for (const { read } of rows) {
      if (this.options.key === 'vat_number' && read?.customer.vat_number) keys.add(vatKey(read.customer.vat_number));
      if (this.options.key !== 'email') continue;
      const own = read?.customer.email ? emailKey(read.customer.email) : null;
      for (const key of [own, read?.contact?.email_key]) if (key) keys.add(key);
    }
    return keys;
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
