import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { readJson } from '../db/json';
import { inTransaction } from '../db/transaction';
import type { MergeValues } from './letters';
import type { RecipientKey, RecipientKind } from './recipients';

/** waiting: to be sent when due · sent · dropped: no longer true when its turn came · failed: given up, with the reason. */
export type MailState = 'waiting' | 'sent' | 'dropped' | 'failed';

export interface NewMail {
  readonly kind: string;
  readonly language: string;
  readonly to: RecipientKey;
  readonly name: string;
  readonly email: string;
  readonly customerId: string | null;
  readonly values: MergeValues;
  readonly secret: Buffer | null;
  readonly secretExpiresAt: Date | null;
  readonly dedupeKey: string;
  readonly at: Date;
}

/** A mail this worker holds until `leaseUntil`; the token is its fence. */
export interface ClaimedMail extends Omit<NewMail, 'at'> {
  readonly id: string;
  readonly attempts: number;
  readonly crashes: number;
  readonly createdAt: Date;
  readonly leaseToken: string;
}

export interface SentCopy {
  readonly messageId: string;
  readonly subject: string;
  /** With its secret masked. */
  readonly text: string;
  readonly at: Date;
}

interface Row {
  id: string;
  kind: string;
  language: string;
  recipient_kind: RecipientKind;
  recipient_id: string;
  recipient_name: string;
  recipient_email: string;
  customer_id: string | null;
  merge_values: unknown;
  secret: Buffer | null;
  secret_expires_at: Date | null;
  dedupe_key: string;
  attempts: number;
  crashes: number;
  created_at: Date;
}

const INSERT = `
  INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, secret,
    secret_expires_at, dedupe_key, due_at, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE dedupe_key = mail_outbox.dedupe_key`;
// A token that is still there belongs to a worker that never reported back: it died, or hangs beyond its lease.
const DUE = "SELECT id FROM mail_outbox WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?";
const CLAIM = `
  UPDATE mail_outbox SET crashes = crashes + (lease_token IS NOT NULL), attempts = attempts + 1, lease_token = ?, lease_until = ?, due_at = ?
  WHERE id IN (?) AND state = 'waiting' AND due_at <= ? ORDER BY id`;
const CLAIMED = `
  SELECT id, kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, secret, secret_expires_at,
    dedupe_key, attempts, crashes, created_at
  FROM mail_outbox WHERE state = 'waiting' AND due_at = ? AND lease_token = ? ORDER BY id`;
/** So many times a batch are looked at, of which one batch is taken. */
const LANES_TO_PART = 8;
const EXPIRE = `
  UPDATE mail_outbox SET secret = NULL, state = 'dropped', reason = 'link_expired', lease_token = NULL, lease_until = NULL
  WHERE state = 'waiting' AND secret_expires_at <= ? AND lease_token IS NULL`;

/** The rows of the outbox: written once, claimed with a lease, ended by whoever holds the lease. */
@Injectable()
export class OutboxRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(tx: EntityManager, mail: NewMail): Promise<void> {
    await tx.query(INSERT, [
      mail.kind, mail.language, mail.to.kind, mail.to.id, mail.name.slice(0, 255), mail.email, mail.customerId, JSON.stringify(mail.values),
      mail.secret, mail.secretExpiresAt, mail.dedupeKey, mail.at, mail.at,
    ]);
  }

  /** Takes up to `limit` mails that are due at `now` and holds them until `until`. */
  async claim(now: Date, until: Date, limit: number, token: string): Promise<ClaimedMail[]> {
    for (;;) {
      const ids = await this.due(now, limit);
      if (ids.length === 0) return [];
      if ((await this.change(CLAIM, [token, until, until, ids, now])) === 0) continue;
      const rows: Row[] = await this.dataSource.query(CLAIMED, [until, token]);
      return rows.map((row) => claimed(row, token));
    }
  }

  /**
   * Ids of some mails that are due, lowest first. Looked up without locks and claimed by id, because an update that walks
   * the index it changes deadlocks with others that do the same; each worker begins at another of the oldest, to meet rarely.
   */
  private async due(now: Date, limit: number): Promise<string[]> {
    const oldest: { id: string }[] = await this.dataSource.query(DUE, [now, limit * LANES_TO_PART]);
    const begin = Math.floor(Math.random() * Math.max(1, oldest.length - limit + 1));
    return oldest.slice(begin, begin + limit).map(({ id }) => String(id)).sort((a, b) => Number(BigInt(a) - BigInt(b)));
  }

  /** Whether the lease holds for `ms` milliseconds more; asked right before sending, so that a worker that hung sends nothing. */
  async holds(mail: ClaimedMail, now: Date, ms: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query('SELECT 1 FROM mail_outbox WHERE id = ? AND lease_token = ? AND lease_until >= ?', [
      mail.id, mail.leaseToken, new Date(now.getTime() + ms),
    ]);
    return rows.length === 1;
  }

  async sent(mail: ClaimedMail, copy: SentCopy): Promise<void> {
    await this.change(
      `UPDATE mail_outbox SET state = 'sent', reason = NULL, secret = NULL, message_id = ?, subject = ?, body_text = ?, sent_at = ?, lease_token = NULL, lease_until = NULL
       WHERE id = ? AND lease_token = ?`,
      [copy.messageId, copy.subject.slice(0, 500), copy.text, copy.at, mail.id, mail.leaseToken],
    );
  }

  /** Ends it unsent. @param reason a key below `mail.reasons`, or what the mail server said. */
  async end(mail: ClaimedMail, state: 'dropped' | 'failed', reason: string): Promise<void> {
    await this.change(
      'UPDATE mail_outbox SET state = ?, reason = ?, secret = NULL, lease_token = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?',
      [state, reason.slice(0, 500), mail.id, mail.leaseToken],
    );
  }

  /** Gives it back, to be tried again at `dueAt`. */
  async postpone(mail: ClaimedMail, dueAt: Date, reason: string): Promise<void> {
    await this.change('UPDATE mail_outbox SET due_at = ?, reason = ?, lease_token = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?', [
      dueAt, reason.slice(0, 500), mail.id, mail.leaseToken,
    ]);
  }

  /** Wipes secrets that have expired unsent, with or without a mail server. @returns how many. */
  expireSecrets(now: Date): Promise<number> {
    return this.change(EXPIRE, [now]);
  }

  /** Claiming locks by the index of what is due, ending by id: they can deadlock, and are repeated. @returns rows changed */
  private change(sql: string, parameters: unknown[]): Promise<number> {
    return inTransaction(this.dataSource, async (tx) => {
      const result: { affectedRows: number } = await tx.query(sql, parameters);
      return result.affectedRows;
    });
  }
}

function claimed(row: Row, leaseToken: string): ClaimedMail {
  return {
    id: row.id,
    kind: row.kind,
    language: row.language,
    to: { kind: row.recipient_kind, id: row.recipient_id },
    name: row.recipient_name,
    email: row.recipient_email,
    customerId: row.customer_id,
    values: readJson<MergeValues>(row.merge_values),
    secret: row.secret,
    secretExpiresAt: row.secret_expires_at,
    dedupeKey: row.dedupe_key,
    attempts: row.attempts,
    crashes: row.crashes,
    createdAt: row.created_at,
    leaseToken,
  };
}
