import { randomHex } from '../auth/digest';
import type { Clock } from '../clock/clock';
import type { LetterChanges, LetterChangesRows } from './letter-words.queries';
import type { ClaimedMail, OutboxRows, Standing } from './outbox.queries';

const BATCH = 25;

/** A mail to be sent, and what administrators made of its kind when it was claimed. */
export interface SuppliedMail {
  readonly mail: ClaimedMail;
  readonly changes: LetterChanges;
}

/** Hands due mails to the lanes of one worker, claiming them by the batch, so that the database is asked seldom. */
export class MailSupply {
  private mails: ClaimedMail[] = [];
  private changes: LetterChanges | null = null;
  private filling: Promise<void> | null = null;
  private dry = false;

  constructor(
    private readonly rows: OutboxRows,
    private readonly changesRows: LetterChangesRows,
    private readonly clock: Clock,
    private readonly options: { readonly standing: Standing; readonly now: Date; readonly leaseMs: number; readonly batch?: number },
  ) {}

  /** The next mail; null when nothing more is due. */
  async next(): Promise<SuppliedMail | null> {
    while (this.mails.length === 0 && !this.dry) await (this.filling ??= this.fill().finally(() => (this.filling = null)));
    const mail = this.mails.shift();
    return mail && this.changes ? { mail, changes: this.changes } : null;
  }

  /** Ends it: what was claimed and not handed out is given back. */
  async close(): Promise<void> {
    this.dry = true;
    await this.filling;
    await this.rows.release(this.mails.splice(0), this.clock.now());
  }

  private async fill(): Promise<void> {
    const { standing, now, leaseMs, batch = BATCH } = this.options;
    const until = new Date(this.clock.now().getTime() + leaseMs);
    const mails = await this.rows.claim(standing, now, until, batch, randomHex(16));
    if (mails.length > 0) this.changes = await this.changesRows.read();
    this.mails.push(...mails);
    this.dry ||= mails.length === 0;
  }
}
