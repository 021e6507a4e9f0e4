import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { randomHex, sign } from '../auth/digest';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { Draining } from '../health/draining';
import type { Job } from '../jobs/job';
import { Log } from '../log/log';
import { nextAttempt } from './back-off';
import { Letters, type WrittenLetter } from './letters';
import { MailRefused, MailTransport } from './mail-transport';
import { OutboxRows, type ClaimedMail } from './outbox.queries';
import { Recipients } from './recipients';
import { SecretBox } from './secret-box';

const AT_ONCE = 5;
/** Longest that one sending may last; the lease outlives it, so no other worker takes a mail that is being sent (F5). */
const SENDING_MS = 60_000;
const LEASE_MS = 90_000;
const CRASHES = 3;

interface Written {
  readonly sent: WrittenLetter;
  readonly kept: WrittenLetter;
}

/**
 * Sends what is due in the outbox. Any number of workers may run at once. SMTP cannot be exactly-once: a worker that dies
 * between the server's answer and our commit sends that mail again, under the same Message-ID (security.md, 4.0).
 */
@Injectable()
export class MailDelivery implements Job {
  readonly name = 'deliver-mail';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly draining: Draining,
    private readonly letters: Letters,
    private readonly log: Log,
    private readonly recipients: Recipients,
    private readonly rows: OutboxRows,
    private readonly secrets: SecretBox,
    private readonly transport: MailTransport,
  ) {}

  /** @returns how many mails it ended or tried. */
  async run(now: Date): Promise<number> {
    if (!this.transport.configured) return 0;
    const lanes = Array.from({ length: AT_ONCE }, () => this.lane(now));
    const done = await Promise.all(lanes);
    return done.reduce((sum, count) => sum + count, 0);
  }

  private async lane(now: Date): Promise<number> {
    for (let done = 0; ; done += 1) {
      if (this.draining.begun) return done;
      const until = new Date(this.clock.now().getTime() + LEASE_MS);
      const [mail] = await this.rows.claim(now, until, 1, randomHex(16));
      if (!mail) return done;
      await this.handle(mail);
    }
  }

  private async handle(mail: ClaimedMail): Promise<void> {
    if (mail.crashes >= CRASHES) return this.rows.end(mail, 'failed', 'crashed');
    const secret = this.secretOf(mail);
    if (secret === undefined) return this.rows.end(mail, 'failed', 'unreadable_secret');
    const now = this.clock.now();
    const recipient = await this.recipients.find(this.dataSource.manager, mail.to, mail.customerId);
    const outdated = !recipient ? 'recipient_gone' : (recipient.refusal ?? (await this.deadLink(mail, secret, now)));
    if (outdated || !recipient) return this.rows.end(mail, 'dropped', outdated ?? 'recipient_gone');
    const letter = this.written(mail, secret);
    if (!letter) return this.rows.end(mail, 'failed', 'unwritable');
    if (!(await this.rows.holds(mail, this.clock.now(), SENDING_MS))) return;
    await this.send(mail, { name: recipient.name, address: recipient.email }, letter);
  }

  private async send(mail: ClaimedMail, to: { name: string; address: string }, letter: Written): Promise<void> {
    const messageId = `<${sign(this.config.sessionSecret, 'message-id', mail.dedupeKey).slice(0, 40)}@${this.config.appUrl.hostname}>`;
    try {
      await inTime(this.transport.send(to, letter.sent, messageId), SENDING_MS);
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      return this.notTaken(mail, error);
    }
    await insistently(() => this.rows.sent(mail, { messageId, subject: letter.kept.subject, text: letter.kept.text, at: this.clock.now() }));
  }

  private async notTaken(mail: ClaimedMail, { message, permanent }: MailRefused): Promise<void> {
    const again = permanent ? null : nextAttempt(mail.createdAt, mail.attempts, this.clock.now(), Math.random());
    if (again) await this.rows.postpone(mail, again, message);
    else await this.rows.end(mail, 'failed', message);
  }

  /** The letter to send and the copy to keep, in which the secret is masked; null when it cannot be written. */
  private written(mail: ClaimedMail, secret: string | null): Written | null {
    const write = (link: string | null) => this.letters.write(mail.kind, mail.language, mail.values, link);
    try {
      if (secret === null) return { sent: write(null), kept: write(null) };
      return { sent: write(this.letters.linkOf(mail.kind, secret)), kept: write(this.letters.linkOf(mail.kind, null)) };
    } catch (error) {
      this.log.failure(error);
      return null;
    }
  }

  /** Null without a secret, undefined when it no longer opens (SESSION_SECRET was changed). */
  private secretOf(mail: ClaimedMail): string | null | undefined {
    if (!mail.secret) return null;
    try {
      return this.secrets.open(mail.secret, mail.dedupeKey);
    } catch {
      return undefined;
    }
  }

  private async deadLink(mail: ClaimedMail, secret: string | null, now: Date): Promise<string | null> {
    if (mail.secretExpiresAt && mail.secretExpiresAt <= now) return 'link_expired';
    const link = this.letters.find(mail.kind)?.link;
    return link && secret !== null && !(await link.works(secret, now)) ? 'link_replaced' : null;
  }
}

/** The mail is out: what the database does not hear of now would be sent twice. */
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

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  const late = pause(ms, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new MailRefused('the mail server did not answer in time', false);
  });
  late.catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    timer.abort();
    work.catch(() => undefined);
  }
}
