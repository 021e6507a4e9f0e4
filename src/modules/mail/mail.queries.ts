import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readJson } from '../../kernel/db/json';
import type { MergeValues } from '../../kernel/outbox/letter-values';
import type { Outcome } from '../../kernel/outbox/mail-endings.queries';
import type { ChosenBy, MailState } from '../../kernel/outbox/outbox.queries';
import type { RecipientKind } from '../../kernel/outbox/recipients';
import { ALL_MAILS, MailSearch } from './mail-search.queries';

export interface MailRow {
  readonly id: string;
  readonly kind: string;
  readonly state: MailState;
  readonly reason: string | null;
  readonly name: string;
  readonly email: string;
  readonly customerId: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
}

export interface MailDetails extends MailRow {
  readonly language: string;
  readonly to: { readonly kind: RecipientKind; readonly id: string };
  readonly values: MergeValues;
  readonly secret: Buffer | null;
  readonly dedupeKey: string;
  readonly chosenBy: ChosenBy | null;
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly text: string | null;
}

export interface MailTry {
  readonly at: Date;
  readonly outcome: Outcome;
  readonly reply: string | null;
}

/** Which mails are asked for. */
export interface MailFilter {
  readonly state: MailState | null;
  readonly kind: string | null;
  /** Beginning of a recipient's name or address, or words that find a customer. */
  readonly q: string;
  /** Only those written since. */
  readonly since: Date | null;
  readonly customerId: string | null;
}

interface Raw {
  id: string;
  kind: string;
  state: MailState;
  reason: string | null;
  recipient_name: string;
  recipient_email: string;
  customer_id: string | null;
  attempts: number;
  created_at: Date;
  due_at: Date;
  sent_at: Date | null;
}

interface RawDetails extends Raw {
  language: string;
  recipient_kind: RecipientKind;
  recipient_id: string;
  merge_values: unknown;
  secret: Buffer | null;
  dedupe_key: string;
  chosen_by: ChosenBy | null;
  message_id: string | null;
  subject: string | null;
  body_text: string | null;
}

const COLUMNS = 'm.id, m.kind, m.state, m.reason, m.recipient_name, m.recipient_email, m.customer_id, m.attempts, m.created_at, m.due_at, m.sent_at';
const DETAILS = `${COLUMNS}, m.language, m.recipient_kind, m.recipient_id, m.merge_values, m.secret, m.dedupe_key, m.chosen_by, m.message_id, m.subject, m.body_text`;
const MANY = 100;
const MOMENT_MS = 600_000;
export const MAIL_COUNT = '(SELECT COUNT(*) FROM mail_outbox k WHERE k.customer_id = c.id)';

/** Fills the pages about mail. */
@Injectable()
export class MailQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly search: MailSearch,
  ) {}

  /** The newest mails that fit. @param before only those older than this id */
  async list({ q, ...filter }: MailFilter, { before, limit }: { before: string | null; limit: number }): Promise<MailRow[]> {
    const { hits, where, ignored, order } = q ? await this.search.mails(q) : ALL_MAILS;
    const conditions: [string, unknown[]][] = [[where.sql, [...where.params]], ...(await this.conditions(filter, before))];
    // With both, the server would rather cut two long indexes with each other than read the one that is made for it.
    const misleading = [...ignored, ...(filter.state && filter.kind ? ['mail_outbox_state', 'mail_outbox_kind'] : [])];
    const hint = misleading.length > 0 ? `IGNORE INDEX (${misleading.join(', ')})` : '';
    const rows: Raw[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM ${hits.sql} mail_outbox m ${hint} WHERE ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY ${order} DESC LIMIT ?`,
      [...hits.params, ...conditions.flatMap(([, params]) => params), limit],
    );
    return rows.map(shown);
  }

  async find(id: string): Promise<MailDetails | null> {
    const rows: RawDetails[] = await this.dataSource.query(`SELECT ${DETAILS} FROM mail_outbox m WHERE m.id = ?`, [id]);
    if (rows.length === 0) return null;
    const [row] = rows;
    return {
      ...shown(row), language: row.language, to: { kind: row.recipient_kind, id: String(row.recipient_id) }, values: readJson<MergeValues>(row.merge_values),
      secret: row.secret, dedupeKey: row.dedupe_key, chosenBy: row.chosen_by, messageId: row.message_id, subject: row.subject, text: row.body_text,
    };
  }

  /** What was tried, the latest first. */
  tries(mailId: string): Promise<MailTry[]> {
    return this.dataSource.query(`SELECT at, outcome, reply FROM mail_attempts WHERE mail_id = ? ORDER BY id DESC LIMIT ${MANY}`, [mailId]);
  }

  /** How many could not be delivered, counted up to a hundred. */
  async failed(): Promise<number> {
    const rows: { n: string }[] = await this.dataSource.query(`SELECT COUNT(*) AS n FROM (SELECT 1 FROM mail_outbox WHERE state = 'failed' LIMIT ${MANY}) few`);
    return Number(rows[0].n);
  }

  private async conditions({ state, kind, since, customerId }: Omit<MailFilter, 'q'>, before: string | null): Promise<[string, unknown[]][]> {
    const parts: [string, unknown[]][] = [];
    if (state) parts.push(['m.state = ?', [state]]);
    if (kind) parts.push(['m.kind = ?', [kind]]);
    if (since) parts.push(['m.created_at >= ? AND m.id > ?', [since, await this.lastBefore(since)]]);
    if (customerId) parts.push(['m.customer_id = ?', [customerId]]);
    if (before) parts.push(['m.id < ?', [before]]);
    return parts;
  }

  /** The id below which no mail was written since: ids follow time, but for what nodes write at the same moment. */
  private async lastBefore(since: Date): Promise<string> {
    const rows: { id: string }[] = await this.dataSource.query('SELECT id FROM mail_outbox WHERE created_at < ? ORDER BY created_at DESC, id DESC LIMIT 1', [new Date(since.getTime() - MOMENT_MS)]);
    return rows.length === 0 ? '0' : String(rows[0].id);
  }
}

function shown(row: Raw): MailRow {
  return {
    id: String(row.id),
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    name: row.recipient_name,
    email: row.recipient_email,
    customerId: row.customer_id === null ? null : String(row.customer_id),
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    sentAt: row.sent_at,
  };
}
