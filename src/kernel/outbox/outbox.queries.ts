import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { readJson } from '../db/json';
import { changeAlone, inTransaction } from '../db/transaction';
import type { MergeValues } from './letter-values';
import type { RecipientKey, RecipientKind } from './recipients';

/** waiting: to be sent when due · sent · dropped: no longer true when its turn came · failed: given up, with the reason. */
export type MailState = 'waiting' | 'sent' | 'dropped' | 'failed';
export type ChosenBy = 'switch' | 'hand' | 'test';

export interface NewMail {
  readonly kind: string;
  readonly language: string;
  readonly to: RecipientKey;
  readonly name: string;
  readonly email: string;
  readonly customerId: string | null;
  readonly chosenBy: ChosenBy | null;
  readonly switchKey: string | null;
  readonly values: MergeValues;
  readonly secret: Buffer | null;
  readonly secretExpiresAt: Date | null;
  readonly dedupeKey: string;
  /** Why it is not to be sent at all. */
  readonly dropped: string | null;
  readonly at: Date;
}

/** A mail this worker holds until its lease ends; the token is its fence. */
export interface ClaimedMail extends Omit<NewMail, 'at' | 'dropped'> {
  readonly id: string;
  /** Tries before this one. */
  readonly attempts: number;
  /** Times that a worker died while sending it. */
  readonly crashes: number;
  readonly createdAt: Date;
  readonly leaseToken: string;
}

/**
 * Which mails are asked for. `suspect`: a worker died or hung while sending it. Those are sent one at a time, with nothing
 * beside them, so that a mail that kills its worker is found out and takes no other with it (security.md, F6).
 */
export type Standing = 'fresh' | 'suspect';

interface Row {
  id: string;
  kind: string;
  language: string;
  recipient_kind: RecipientKind;
  recipient_id: string;
  recipient_name: string;
  recipient_email: string;
  customer_id: string | null;
  chosen_by: ChosenBy | null;
  switch_key: string | null;
  merge_values: unknown;
  secret: Buffer | null;
  secret_expires_at: Date | null;
  dedupe_key: string;
  attempts: number;
  crashes: number;
  created_at: Date;
}

const INSERT = `
  INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, chosen_by, switch_key,
    merge_values, secret, secret_expires_at, dedupe_key, state, reason, due_at, created_at)
  VALUES ? ON DUPLICATE KEY UPDATE dedupe_key = mail_outbox.dedupe_key`;
const STANDING: Readonly<Record<Standing, string>> = { fresh: 'crashes = 0 AND begun_at IS NULL', suspect: '(crashes > 0 OR begun_at IS NOT NULL)' };
const due = (standing: Standing) => `SELECT id FROM mail_outbox WHERE state = 'waiting' AND due_at <= ? AND ${STANDING[standing]} ORDER BY due_at, id LIMIT ?`;
// Begun and due again: the worker that began it never reported back, it died or hangs beyond its lease.
const CLAIM = `
  UPDATE mail_outbox SET crashes = crashes + (begun_at IS NOT NULL), begun_at = NULL, lease_token = ?, lease_until = ?, due_at = ?
  WHERE id IN (?) AND state = 'waiting' AND due_at <= ? ORDER BY id`;
const CLAIMED = `
  SELECT id, kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, chosen_by, switch_key, merge_values,
    secret, secret_expires_at, dedupe_key, attempts, crashes, created_at
  FROM mail_outbox WHERE id IN (?) AND lease_token = ? ORDER BY id`;
const BEGIN = `
  UPDATE mail_outbox SET begun_at = ?, attempts = attempts + 1, lease_until = ?, due_at = ?
  WHERE id = ? AND lease_token = ? AND lease_until > ? AND state = 'waiting'`;
const RELEASE = 'UPDATE mail_outbox SET lease_token = NULL, lease_until = NULL, due_at = ? WHERE id IN (?) AND lease_token = ? AND begun_at IS NULL ORDER BY id';
/** So many times a batch are looked at, of which one batch is taken. */
const LANES_TO_PART = 8;
const EXPIRE = `
  UPDATE mail_outbox SET secret = NULL, state = 'dropped', reason = 'link_expired', lease_token = NULL, lease_until = NULL
  WHERE state = 'waiting' AND secret_expires_at <= ? AND lease_token IS NULL`;

/** The rows of the outbox: written once, claimed with a lease, begun, and ended by whoever holds the lease. */
@Injectable()
export class OutboxRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Those whose key is taken are there already, and stay as they are. */
  async insert(tx: EntityManager, mails: readonly NewMail[]): Promise<void> {
    const rows = mails.map((mail) => [
      mail.kind, mail.language, mail.to.kind, mail.to.id, mail.name.slice(0, 255), mail.email, mail.customerId, mail.chosenBy, mail.switchKey,
      JSON.stringify(mail.values), mail.secret, mail.secretExpiresAt, mail.dedupeKey, mail.dropped ? 'dropped' : 'waiting', mail.dropped, mail.at, mail.at,
    ]);
    await tx.query(INSERT, [rows]);
  }

  /** Takes up to `limit` mails that are due at `now` and holds them until `until`. */
  async claim(standing: Standing, now: Date, until: Date, limit: number, token: string): Promise<ClaimedMail[]> {
    for (;;) {
      const ids = await this.due(standing, now, limit);
      if (ids.length === 0) return [];
      if ((await changeAlone(this.dataSource, CLAIM, [token, until, until, ids, now])) === 0) continue;
      const rows: Row[] = await this.dataSource.query(CLAIMED, [ids, token]);
      return rows.map((row) => claimed(row, token));
    }
  }

  /**
   * Ids of some mails that are due, lowest first. Looked up without locks and claimed by id, because an update that walks
   * the index it changes deadlocks with others that do the same; each worker begins at another of the oldest, to meet rarely.
   */
  private async due(standing: Standing, now: Date, limit: number): Promise<string[]> {
    const oldest: { id: string }[] = await this.dataSource.query(due(standing), [now, limit * LANES_TO_PART]);
    const begin = Math.floor(Math.random() * Math.max(1, oldest.length - limit + 1));
    return oldest.slice(begin, begin + limit).map(({ id }) => String(id)).sort((a, b) => Number(BigInt(a) - BigInt(b)));
  }

  /**
   * Right before it is sent: counts the try and holds the mail until `until`. False when the lease has ended meanwhile, so
   * a worker that hung sends nothing (security.md, F3).
   */
  async begin(mail: ClaimedMail, now: Date, until: Date): Promise<boolean> {
    return (await changeAlone(this.dataSource, BEGIN, [now, until, until, mail.id, mail.leaseToken, now])) === 1;
  }

  /** Gives mails back that were claimed and not begun. */
  async release(mails: readonly ClaimedMail[], now: Date): Promise<void> {
    if (mails.length > 0) await changeAlone(this.dataSource, RELEASE, [now, mails.map(({ id }) => id), mails[0].leaseToken]);
  }

  /** Wipes secrets that have expired unsent, with or without a mail server. @returns how many. */
  expireSecrets(now: Date): Promise<number> {
    return inTransaction(this.dataSource, async (tx) => {
      const result: { affectedRows: number } = await tx.query(EXPIRE, [now]);
      return result.affectedRows;
    });
  }

}

function claimed(row: Row, leaseToken: string): ClaimedMail {
  return {
    id: String(row.id),
    kind: row.kind,
    language: row.language,
    to: { kind: row.recipient_kind, id: String(row.recipient_id) },
    name: row.recipient_name,
    email: row.recipient_email,
    customerId: row.customer_id,
    chosenBy: row.chosen_by,
    switchKey: row.switch_key,
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
