import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readJson } from '../../kernel/db/json';
import type { Changes } from './activity';

export interface ActivityRow {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorName: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectName: string;
  readonly changes: Changes | null;
}

/** What of a customer's log is asked for. */
export interface ActivityFilter {
  /** Kind of the subject; null: all. */
  readonly kind: string | null;
  readonly actor: ActivityActor | null;
}

export interface ActivityActor {
  readonly kind: string;
  readonly id: string | null;
}

export interface ActivityChoices {
  readonly kinds: readonly string[];
  readonly actors: readonly (ActivityActor & { readonly name: string })[];
}

/** Where a page of the log begins: behind that entry, looking back in time or forward. */
export interface ActivityCursor {
  readonly id: string;
  readonly direction: 'older' | 'newer';
}

interface StoredRow {
  readonly id: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor_name: string;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_name: string;
  readonly changes: unknown;
}

/** Reads the log. Whether the customer may be seen, the caller has asked. */
@Injectable()
export class ActivityQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Entries of a customer, newest first, paged by the entry itself, so that new ones shift nothing. */
  async ofCustomer(customerId: string, filter: ActivityFilter, limit: number, cursor: ActivityCursor | null = null): Promise<ActivityRow[]> {
    const newer = cursor?.direction === 'newer';
    const conditions = ['customer_id = ?'];
    const params: unknown[] = [customerId];
    if (cursor) conditions.push(newer ? 'id > ?' : 'id < ?');
    if (cursor) params.push(cursor.id);
    if (filter.kind) conditions.push('subject_kind = ?');
    if (filter.kind) params.push(filter.kind);
    if (filter.actor) conditions.push('actor_kind = ?', filter.actor.id === null ? 'actor_id IS NULL' : 'actor_id = ?');
    if (filter.actor) params.push(filter.actor.kind, ...(filter.actor.id === null ? [] : [filter.actor.id]));
    const rows: StoredRow[] = await this.dataSource.query(
      `SELECT id, at, actor_kind, actor_name, action, subject_kind, subject_name, changes FROM activities
       WHERE ${conditions.join(' AND ')} ORDER BY id ${newer ? 'ASC' : 'DESC'} LIMIT ${limit}`,
      params,
    );
    return (newer ? rows.reverse() : rows).map(entry);
  }

  /** The kinds and people that occur in a customer's log. */
  async choices(customerId: string): Promise<ActivityChoices> {
    const rows: { subject_kind: string; actor_kind: string; actor_id: string | null; name: string }[] = await this.dataSource.query(
      'SELECT subject_kind, actor_kind, actor_id, MAX(actor_name) AS name FROM activities WHERE customer_id = ? GROUP BY subject_kind, actor_kind, actor_id',
      [customerId],
    );
    const actors = new Map(rows.map((row) => [`${row.actor_kind}:${row.actor_id ?? ''}`, { kind: row.actor_kind, id: row.actor_id === null ? null : String(row.actor_id), name: row.name }]));
    return { kinds: [...new Set(rows.map((row) => row.subject_kind))].sort(), actors: [...actors.values()] };
  }
}

function entry(row: StoredRow): ActivityRow {
  return {
    id: String(row.id), at: row.at, actorKind: row.actor_kind, actorName: row.actor_name, action: row.action,
    subjectKind: row.subject_kind, subjectName: row.subject_name, changes: row.changes === null ? null : readJson<Changes>(row.changes),
  };
}
