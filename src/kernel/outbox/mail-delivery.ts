import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { sign } from '../auth/digest';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { straight } from '../db/raw-rows';
import { Draining } from '../health/draining';
import type { Job } from '../jobs/job';
import { Log } from '../log/log';
import { nextAttempt } from './back-off';
import { LetterChangesRows } from './letter-words.queries';
import { MailEndings } from './mail-endings.queries';
import { MailSupply, type SuppliedMail } from './mail-supply';
import { MailRefused, MailTransport } from './mail-transport';
import { MailWriting, type ReadyMail } from './mail-writing';
import { OutboxRows, type ClaimedMail, type Standing } from './outbox.queries';

const AT_ONCE = 5;
/** Longest that one sending may last; the lease outlives it, so no other worker takes a mail that is being sent (F5). */
const SENDING_MS = 60_000;
const LEASE_MS = 90_000;
const CRASHES = 3;
const RECOVERY_MS = 5_000;
/** So many mails in a row that could not even be handed to the server: it is away, and the others wait for the next run. */
const UNREACHED = 5;

/**
 * Sends what is due in the outbox. Any number of workers may run at once. SMTP cannot be exactly-once: a worker that dies
 * between the server's answer and our commit sends that mail again, under the same Message-ID (security.md, 4.0).
 */
@Injectable()
export class MailDelivery implements Job {
  readonly name = 'deliver-mail';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: LetterChangesRows,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly draining: Draining,
    private readonly endings: MailEndings,
    private readonly log: Log,
    private readonly rows: OutboxRows,
    private readonly transport: MailTransport,
    private readonly writing: MailWriting,
  ) {}

  /** @returns how many mails it ended or tried. */
  async run(now: Date): Promise<number> {
    if (!this.transport.configured) return 0;
    const fresh = await this.work(now, 'fresh', AT_ONCE);
    const suspects = await this.work(now, 'suspect', 1);
    await this.endings.flush();
    return fresh + suspects;
  }

  private async work(now: Date, standing: Standing, lanes: number): Promise<number> {
    const supply = new MailSupply(this.rows, this.changes, this.clock, { standing, now, leaseMs: LEASE_MS, ...(lanes === 1 && { batch: 1 }) });
    const away = { inARow: 0 };
    const done = await Promise.all(Array.from({ length: lanes }, () => this.lane(supply, away)));
    await supply.close();
    return done.reduce((sum, count) => sum + count, 0);
  }

  private async lane(supply: MailSupply, away: { inARow: number }): Promise<number> {
    for (let done = 0; ; done += 1) {
      if (this.draining.begun || away.inARow >= UNREACHED) return done;
      const supplied = await supply.next();
      if (!supplied) return done;
      const reached = await this.handle(supplied).catch((error: unknown) => this.leave(supplied, error));
      away.inARow = reached ? 0 : away.inARow + 1;
    }
  }

  /** The database did not answer, as when its pool is full: one mail's trouble ends no lane. Unless its sending had begun it is free again soon. */
  private async leave({ mail }: SuppliedMail, error: unknown): Promise<boolean> {
    this.log.failure(error);
    await this.rows.release([mail], new Date(this.clock.now().getTime() + RECOVERY_MS)).catch(() => undefined);
    return true;
  }

  /** @returns false when the mail server was not to be reached. */
  private async handle({ mail, changes }: SuppliedMail): Promise<boolean> {
    const at = this.clock.now();
    if (mail.crashes > 0) await this.endings.crashed(mail, at);
    if (mail.crashes >= CRASHES) {
      await this.endings.unsent(mail, 'failed', 'crashed');
      return true;
    }
    const ready = await this.writing.prepare(straight(this.dataSource), mail, changes, at);
    if ('state' in ready) {
      await this.endings.unsent(mail, ready.state, ready.reason);
      return true;
    }
    const begins = this.clock.now();
    if (!(await this.rows.begin(mail, begins, new Date(begins.getTime() + LEASE_MS)))) return true;
    return this.send(mail, ready);
  }

  private async send(mail: ClaimedMail, { to, letter, kept }: ReadyMail): Promise<boolean> {
    const messageId = `<${sign(this.config.sessionSecret, 'message-id', mail.dedupeKey).slice(0, 40)}@${this.config.appUrl.hostname}>`;
    try {
      const reply = await this.transport.send(to, letter, messageId, SENDING_MS);
      await insistently(() => this.endings.sent(mail, { messageId, subject: kept.subject, text: kept.text }, { outcome: 'sent', reply, at: this.clock.now() }));
      return true;
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      await insistently(() => this.notTaken(mail, error));
      return error.outcome !== 'unreached';
    }
  }

  private async notTaken(mail: ClaimedMail, { message, outcome }: MailRefused): Promise<void> {
    const tried = { outcome, reply: message, at: this.clock.now() };
    const again = outcome === 'refused' ? null : nextAttempt(mail.createdAt, mail.attempts + 1, tried.at, Math.random());
    if (again) await this.endings.postponed(mail, again, message, tried);
    else await this.endings.unsent(mail, 'failed', message, tried);
  }
}

/** The mail is out, or was refused: what the database does not hear of now would be done twice. */
async function insistently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5) throw error;
      await pause(attempt * 1000);
    }
  }
}
