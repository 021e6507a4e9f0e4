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
const TRIED = 'INSERT INTO mail_attempts (mail_id, at, outcome, reply) VALUES (?, ?, ?, ?)';

/**
 * Ends what a worker has begun. Only whoever still holds the lease changes the mail; a try is written down in any case,
 * because it has been made (security.md, F3, F7).
 */
@Injectable()
export class MailEndings {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  sent(mail: ClaimedMail, copy: SentCopy, tried: Try): Promise<void> {
    return this.change(SENT, [copy.messageId, copy.subject.slice(0, 500), copy.text, tried.at], mail, tried);
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
    await this.dataSource.query(TRIED, [mail.id, at, 'crashed', null]);
  }

  private async change(sql: string, values: unknown[], mail: ClaimedMail, tried: Try | null): Promise<void> {
    await changeAlone(this.dataSource, sql, [...values, mail.id, mail.leaseToken]);
    if (tried) await changeAlone(this.dataSource, TRIED, [mail.id, tried.at, tried.outcome, tried.reply.slice(0, 500) || null]);
  }
}
