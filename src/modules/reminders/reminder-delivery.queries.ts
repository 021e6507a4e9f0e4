import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { changeAlone } from '../../kernel/db/transaction';
import type { WallTime } from '../../kernel/time/wall-time';
import type { Reminder } from './reminder';
import { FROM_REMINDERS, REMINDER_COLUMNS, reminderOf, type ReminderRow } from './reminders.queries';

/** A reminder that this worker holds, with what its delivery is judged by. */
export interface DueReminder extends Reminder {
  /** The customer is active and not in the trash. */
  readonly live: boolean;
  readonly email: string;
  readonly language: string | null;
}

/** What a delivery leaves of a reminder. */
export interface DeliveredState {
  readonly id: string;
  readonly paused: boolean;
  readonly nextLocal: WallTime | null;
  readonly nextAt: Date | null;
  readonly snoozedUntil: Date | null;
  readonly openAt: Date | null;
  readonly openLate: boolean;
}

/** A row of `reminder_occurrences` to be. */
export interface NewOccurrence {
  readonly reminderId: string;
  readonly staffId: string;
  readonly dueAt: Date;
  readonly dueLocal: WallTime | null;
  readonly late: boolean;
}

/** So many times a batch are looked at, of which one batch is taken, so that workers meet rarely. */
const LANES = 4;
const DUE = 'SELECT id FROM reminders WHERE wake_at <= ? AND (lease_until IS NULL OR lease_until <= ?) ORDER BY wake_at, id LIMIT ?';
// Row by row by the primary key: a list of ids is read by a scan where the table is small, which locks rows that others hold.
const EACH = "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) n STRAIGHT_JOIN reminders r FORCE INDEX (PRIMARY) ON r.id = n.id";
const CLAIM = `UPDATE ${EACH} SET r.lease_token = ?, r.lease_until = ? WHERE r.wake_at <= ? AND (r.lease_until IS NULL OR r.lease_until <= ?)`;
const CLAIMED = `
  SELECT ${REMINDER_COLUMNS}, c.active = 1 AND c.deleted_at IS NULL AS live, s.email_key AS email, s.language
  FROM ${FROM_REMINDERS} WHERE r.id IN (?) AND r.lease_token = ? ORDER BY r.id`;
const HOLD = `SELECT CAST(r.id AS CHAR) AS id FROM ${EACH} WHERE r.lease_token = ? FOR UPDATE`;
const OCCURRED = 'INSERT IGNORE INTO reminder_occurrences (reminder_id, staff_id, due_at, due_local, delivered_at, late) VALUES ?';
const WRITE = `
  UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
    id BIGINT UNSIGNED PATH '$[0]', paused TINYINT PATH '$[1]', next_local DATETIME PATH '$[2]', next_at DATETIME(6) PATH '$[3]',
    snoozed_until DATETIME(6) PATH '$[4]', open_at DATETIME(6) PATH '$[5]', open_late TINYINT PATH '$[6]')) n
  STRAIGHT_JOIN reminders r FORCE INDEX (PRIMARY) ON r.id = n.id
  SET r.paused = n.paused, r.next_local = n.next_local, r.next_at = n.next_at, r.snoozed_until = n.snoozed_until, r.open_at = n.open_at,
    r.open_late = n.open_late, r.lease_token = NULL, r.lease_until = NULL`;

/** Due reminders: claimed with a lease, and written back by whoever still holds it (design.md, Growing past one machine). */
@Injectable()
export class ReminderDeliveryRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Takes up to `limit` reminders that are due at `now` and holds them until `until`. */
  async claim(now: Date, until: Date, limit: number, token: string): Promise<DueReminder[]> {
    for (;;) {
      const ids = await this.due(now, limit);
      if (ids.length === 0) return [];
      if ((await changeAlone(this.dataSource, CLAIM, [JSON.stringify(ids), token, until, now, now])) === 0) continue;
      const rows: (ReminderRow & { live: number; email: string; language: string | null })[] = await this.dataSource.query(CLAIMED, [ids, token]);
      return rows.map((row) => ({ ...reminderOf(row), live: Number(row.live) === 1, email: row.email, language: row.language }));
    }
  }

  /** Looked up without locks and claimed by id: an update that walks the index it changes deadlocks with others that do the same. */
  private async due(now: Date, limit: number): Promise<string[]> {
    const oldest: { id: string }[] = await this.dataSource.query(DUE, [now, now, limit * LANES]);
    const begin = Math.floor(Math.random() * Math.max(1, oldest.length - limit + 1));
    return oldest.slice(begin, begin + limit).map(({ id }) => String(id)).sort((a, b) => Number(BigInt(a) - BigInt(b)));
  }

  /** Those of `ids` that `token` still holds, locked: what somebody changed meanwhile, or another worker took over, is left alone. */
  async hold(tx: EntityManager, ids: readonly string[], token: string): Promise<ReadonlySet<string>> {
    const rows: { id: string }[] = await tx.query(HOLD, [JSON.stringify(ids), token]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Notes what is delivered; a moment that is there already stays as it is. */
  async occurred(tx: EntityManager, occurrences: readonly NewOccurrence[], now: Date): Promise<void> {
    const rows = occurrences.map(({ reminderId, staffId, dueAt, dueLocal, late }) => [reminderId, staffId, dueAt, dueLocal, now, late]);
    if (rows.length > 0) await tx.query(OCCURRED, [rows]);
  }

  /** Writes reminders back that `tx` holds, and lets them go. */
  async write(tx: EntityManager, states: readonly DeliveredState[]): Promise<void> {
    const rows = states.map(({ id, paused, nextLocal, nextAt, snoozedUntil, openAt, openLate }) => [
      id, paused ? 1 : 0, nextLocal && `${nextLocal.replace('T', ' ')}:00`, sqlTime(nextAt), sqlTime(snoozedUntil), sqlTime(openAt), openLate ? 1 : 0,
    ]);
    if (rows.length > 0) await tx.query(WRITE, [JSON.stringify(rows)]);
  }
}

function sqlTime(at: Date | null): string | null {
  return at && at.toISOString().replace('T', ' ').replace('Z', '');
}
