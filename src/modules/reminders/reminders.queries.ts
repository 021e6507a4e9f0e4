import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { readJson } from '../../kernel/db/json';
import { NotFound } from '../../kernel/http/errors';
import type { WallTime } from '../../kernel/time/wall-time';
import type { Reminder, ReminderKind, StoredRepeat } from './reminder';

export interface ReminderRow {
  id: string;
  customer_id: string;
  customer_name: string;
  customer_active: number;
  staff_id: string;
  staff_name: string;
  created_by_id: string | null;
  kind: ReminderKind;
  quiet_days: number | null;
  body: string;
  also_by_mail: number;
  recurrence: unknown;
  zone: string;
  starts_local: WallTime;
  next_local: WallTime | null;
  next_at: Date | null;
  snoozed_until: Date | null;
  open_at: Date | null;
  open_late: number;
  state: 'open' | 'done';
  version: number;
}

/** Wall times come as texts: as dates they would pretend to be of a zone. */
const WALL = "'%Y-%m-%dT%H:%i'";
/** Columns of `FROM_REMINDERS`, for `reminderOf`. */
export const REMINDER_COLUMNS = `r.id, r.customer_id, c.display_name AS customer_name, c.active AS customer_active, r.staff_id, s.name AS staff_name,
  r.created_by_id, r.kind, r.quiet_days, r.body, r.also_by_mail, r.recurrence, r.zone, DATE_FORMAT(r.starts_local, ${WALL}) AS starts_local,
  DATE_FORMAT(r.next_local, ${WALL}) AS next_local, r.next_at, r.snoozed_until, r.open_at, r.open_late, r.state, r.version`;
export const FROM_REMINDERS = 'reminders r JOIN customers c ON c.id = r.customer_id JOIN staff s ON s.id = r.staff_id';
/** Open reminders of the customer `c`, for its tab. */
export const REMINDER_COUNT = "(SELECT COUNT(*) FROM reminders k WHERE k.customer_id = c.id AND k.deleted_at IS NULL AND k.state = 'open')";

const STATES = { open: "r.state = 'open' ORDER BY COALESCE(r.open_at, r.snoozed_until, r.next_at), r.id", done: "r.state = 'done' ORDER BY r.updated_at DESC, r.id DESC" } as const;

/** Names a reminder; with a customer, as below that customer's address, it must be that one's. */
export interface ReminderKey {
  readonly id: string;
  readonly customerId?: string;
}

/** Columns of a reminder that change by themselves or by hand. */
export interface ReminderColumns {
  readonly staff_id: string;
  readonly kind: ReminderKind;
  readonly quiet_days: number | null;
  readonly body: string;
  readonly also_by_mail: boolean;
  readonly recurrence: string | null;
  readonly zone: string;
  readonly starts_local: WallTime;
  readonly next_local: WallTime | null;
  readonly next_at: Date | null;
  readonly snoozed_until: Date | null;
  readonly open_at: Date | null;
  readonly open_late: boolean;
  readonly state: 'open' | 'done';
  readonly deleted_at: Date | null;
  readonly deletion_id: string | null;
}

/** Reads and writes reminders; whether the customer may be seen, the caller has asked. */
@Injectable()
export class ReminderRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Of a customer: the open ones as they come, or the done ones, newest first. */
  async ofCustomer(customerId: string, state: keyof typeof STATES, limit: number): Promise<Reminder[]> {
    const rows: ReminderRow[] = await this.dataSource.query(
      `SELECT ${REMINDER_COLUMNS} FROM ${FROM_REMINDERS} WHERE r.customer_id = ? AND r.deleted_at IS NULL AND ${STATES[state]} LIMIT ${limit}`,
      [customerId],
    );
    return rows.map(reminderOf);
  }

  /** In `tx` its row is locked. @throws NotFound also for what lies in the trash */
  async one({ id, customerId }: ReminderKey, tx?: EntityManager): Promise<Reminder> {
    if (tx) await tx.query('SELECT id FROM reminders WHERE id = ? FOR UPDATE', [id]);
    const rows: ReminderRow[] = await (tx ?? this.dataSource.manager).query(`SELECT ${REMINDER_COLUMNS} FROM ${FROM_REMINDERS} WHERE r.id = ? AND r.deleted_at IS NULL`, [id]);
    if (rows.length === 0 || (customerId !== undefined && String(rows[0].customer_id) !== customerId)) throw new NotFound();
    return reminderOf(rows[0]);
  }

  /** One that somebody deleted by itself, not with its customer; locked. @throws NotFound */
  async deleted(tx: EntityManager, { id, customerId }: ReminderKey): Promise<Reminder> {
    const rows: ReminderRow[] = await tx.query(
      `SELECT ${REMINDER_COLUMNS} FROM ${FROM_REMINDERS} JOIN deletions d ON d.id = r.deletion_id WHERE r.id = ? AND d.subject_kind = 'reminder' FOR UPDATE`,
      [id],
    );
    if (rows.length === 0 || (customerId !== undefined && String(rows[0].customer_id) !== customerId)) throw new NotFound();
    return reminderOf(rows[0]);
  }

  /** For an inactive customer it begins paused. */
  async insert(tx: EntityManager, customerId: string, createdById: string, columns: Omit<ReminderColumns, 'open_at' | 'open_late' | 'snoozed_until' | 'state' | 'deleted_at' | 'deletion_id'>, now: Date): Promise<string> {
    const set = { customer_id: customerId, created_by_id: createdById, ...columns, created_at: now, updated_at: now };
    const names = Object.keys(set);
    const result: { insertId: string | number } = await tx.query(
      `INSERT INTO reminders (${names.join(', ')}, paused) SELECT ${names.map(() => '?').join(', ')}, active = 0 FROM customers WHERE id = ?`,
      [...Object.values(set), customerId],
    );
    return String(result.insertId);
  }

  /** Changes a row that `tx` has locked. Whoever was about to deliver it looks at it anew. */
  async update(tx: EntityManager, id: string, columns: Partial<ReminderColumns>, now: Date): Promise<void> {
    const names = Object.keys(columns);
    await tx.query(
      `UPDATE reminders SET ${names.map((name) => `${name} = ?, `).join('')} lease_token = NULL, lease_until = NULL, version = version + 1, updated_at = ? WHERE id = ?`,
      [...Object.values(columns), now, id],
    );
  }
}

/** A row of `REMINDER_COLUMNS` as the rest of the module knows it. */
export function reminderOf(row: ReminderRow): Reminder {
  return {
    id: String(row.id), customerId: String(row.customer_id), customerName: row.customer_name, customerActive: Number(row.customer_active) === 1,
    staffId: String(row.staff_id), staffName: row.staff_name, createdById: row.created_by_id === null ? null : String(row.created_by_id),
    kind: row.kind, quietDays: row.quiet_days, body: row.body, alsoByMail: Number(row.also_by_mail) === 1,
    repeat: row.recurrence === null ? null : readJson<StoredRepeat>(row.recurrence), zone: row.zone, startsLocal: row.starts_local,
    nextLocal: row.next_local, nextAt: row.next_at, snoozedUntil: row.snoozed_until, openAt: row.open_at, openLate: Number(row.open_late) === 1,
    state: row.state, version: row.version,
  };
}
