import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readJson } from '../../kernel/db/json';
import type { MergeValues } from '../../kernel/outbox/letter-values';
import type { MailState } from '../../kernel/outbox/outbox.queries';

export interface MailRow {
  readonly id: string;
  readonly kind: string;
  readonly state: MailState;
  readonly reason: string | null;
  readonly name: string;
  readonly email: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
}

export interface MailDetails extends MailRow {
  readonly language: string;
  readonly values: MergeValues;
  readonly secret: Buffer | null;
  readonly dedupeKey: string;
  readonly subject: string | null;
  readonly text: string | null;
}

interface Raw {
  id: string;
  kind: string;
  state: MailState;
  reason: string | null;
  recipient_name: string;
  recipient_email: string;
  attempts: number;
  created_at: Date;
  due_at: Date;
  sent_at: Date | null;
}

interface RawDetails extends Raw {
  language: string;
  merge_values: unknown;
  secret: Buffer | null;
  dedupe_key: string;
  subject: string | null;
  body_text: string | null;
}

const COLUMNS = 'id, kind, state, reason, recipient_name, recipient_email, attempts, created_at, due_at, sent_at';

/** Fills the pages about mail. */
@Injectable()
export class MailQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The newest mails, in one state or in all. @param before only those older than this id */
  async list({ state, before, limit }: { state: MailState | null; before: string | null; limit: number }): Promise<MailRow[]> {
    const conditions = [...(state ? ['state = ?'] : []), ...(before ? ['id < ?'] : [])];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const parameters = [state, before].filter((value) => value !== null);
    const rows: Raw[] = await this.dataSource.query(`SELECT ${COLUMNS} FROM mail_outbox ${where} ORDER BY id DESC LIMIT ?`, [...parameters, limit]);
    return rows.map(shown);
  }

  async find(id: string): Promise<MailDetails | null> {
    const rows: RawDetails[] = await this.dataSource.query(
      `SELECT ${COLUMNS}, language, merge_values, secret, dedupe_key, subject, body_text FROM mail_outbox WHERE id = ?`,
      [id],
    );
    if (rows.length === 0) return null;
    const [{ language, merge_values: values, secret, dedupe_key: dedupeKey, subject, body_text: text }] = rows;
    return { ...shown(rows[0]), language, values: readJson<MergeValues>(values), secret, dedupeKey, subject, text };
  }
}

function shown(row: Raw): MailRow {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    name: row.recipient_name,
    email: row.recipient_email,
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    sentAt: row.sent_at,
  };
}
