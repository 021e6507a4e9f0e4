import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { changeAlone } from '../db/transaction';
import type { ClaimedMail } from './outbox.queries';

/**
 * What came of a try: sent · later: not now · refused: never · unreached: the server was not spoken to · unknown: it got the
 * mail and its answer did not come, so it may arrive twice · crashed: the worker never reported back.
 */
export type Outcome = 'sent' | 'later' | 'refused' | 'unreached' | 'unknown' | 'crashed';

export interface Try {
  readonly outcome: Outcome;
  /** What the server said. */
  readonly reply: string;
  readonly at: Date;
}

export interface SentCopy {
  readonly messageId: string;
  readonly subject: string;
  /** With its secret masked. */
  readonly text: string;
}

const END = 'begun_at = NULL, lease_token = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?';
const SENT = `UPDATE mail_outbox SET state = 'sent', reason = NULL, secret = NULL, message_id = ?, subject = ?, body_text = ?, sent_at = ?, ${END}`;
const ENDED = `UPDATE mail_outbox SET state = ?, reason = ?, secret = NULL, ${END}`;
const POSTPONED = `UPDATE mail_outbox SET due_at = ?, reason = ?, ${END}`;
const TRIED = 'INSERT INTO mail_attempts (mail_id, at, outcome, reply) VALUES ?';
/** So many successful tries are written down together. */
const TOGETHER = 25;

/**
 * Ends what a worker has begun. Only whoever still holds the lease changes the mail; a try is written down in any case,
 * because it has been made (security.md, F3, F7).
 */
@Injectable()
export class MailEndings {
  private readonly tries: unknown[][] = [];

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** That it was sent stands in the mail at once; the note of the try may wait for others, until `flush` at the latest. */
  async sent(mail: ClaimedMail, copy: SentCopy, tried: Try): Promise<void> {
    await this.change(SENT, [copy.messageId, copy.subject.slice(0, 500), copy.text, tried.at], mail, null);
    this.tries.push(rowOf(mail, tried));
    if (this.tries.length >= TOGETHER) await this.flush();
  }

  /** Writes down the tries that were kept back. */
  async flush(): Promise<void> {
    const tries = this.tries.splice(0);
    if (tries.length > 0) await changeAlone(this.dataSource, TRIED, [tries]);
  }

  /** Ends it unsent. @param reason a key below `mail.reasons`, or what the mail server said. */
  unsent(mail: ClaimedMail, state: 'dropped' | 'failed', reason: string, tried: Try | null = null): Promise<void> {
    return this.change(ENDED, [state, reason.slice(0, 500)], mail, tried);
  }

  /** Gives it back, to be tried again at `dueAt`. */
  postponed(mail: ClaimedMail, dueAt: Date, reason: string, tried: Try): Promise<void> {
    return this.change(POSTPONED, [dueAt, reason.slice(0, 500)], mail, tried);
  }

  /** Writes down that an earlier try never reported back. */
  async crashed(mail: ClaimedMail, at: Date): Promise<void> {
    await changeAlone(this.dataSource, TRIED, [[rowOf(mail, { outcome: 'crashed', reply: '', at })]]);
  }

  private async change(sql: string, values: unknown[], mail: ClaimedMail, tried: Try | null): Promise<void> {
    await changeAlone(this.dataSource, sql, [...values, mail.id, mail.leaseToken]);
    if (tried) await changeAlone(this.dataSource, TRIED, [[rowOf(mail, tried)]]);
  }
}

function rowOf(mail: ClaimedMail, { at, outcome, reply }: Try): unknown[] {
  return [mail.id, at, outcome, reply.slice(0, 500) || null];
}
