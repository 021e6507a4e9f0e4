import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { loadRows, type Cell } from '../../kernel/db/bulk-load';
import type { ActivityEntry } from './activity';

const COLUMNS = 'at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, customer_id, changes';

/** The append-only log of who did what and when (CUS-23). No route and no service changes or deletes an entry (F17). */
@Injectable()
export class ActivityLog {
  /** Writes one entry in the transaction of the change it tells of. */
  record(tx: EntityManager, entry: ActivityEntry): Promise<void> {
    return this.recordMany(tx, [entry]);
  }

  /** Writes several at once, as for an import's batch. */
  async recordMany(tx: EntityManager, entries: readonly ActivityEntry[]): Promise<void> {
    await loadRows(tx, 'activities', COLUMNS, entries.map(row), 'refused');
  }
}

function row({ at, actor, action, subject, customerId, changes }: ActivityEntry): Cell[] {
  return [
    at,
    actor.kind,
    actor.id,
    actor.name.slice(0, 255),
    action,
    subject.kind,
    subject.id,
    subject.name.slice(0, 255),
    customerId ?? null,
    changes ? JSON.stringify(changes) : null,
  ];
}
