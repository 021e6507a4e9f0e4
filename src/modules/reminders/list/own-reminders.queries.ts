import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { searchPlan } from '../../../kernel/search/search.plan';
import { findCandidates } from '../../../kernel/search/search.query';
import { allOf, type SqlPart } from '../../../kernel/table/sql-part';
import { CUSTOMER_SEARCH } from '../../customers/customer-search';
import { visibleCustomers } from '../../customers/customer.policy';
import type { Reminder } from '../reminder';
import { reminderOf, REMINDER_COLUMNS } from '../reminders.queries';
import type { Place } from './own-list';

/** Counted up to this; beyond it is "999+". */
export const COUNTED_UP_TO = 1000;
/** Hits of the search for customers that are looked at. */
const CUSTOMERS_FOUND = 200;
/** Words of a search that are looked for. */
const WORDS = 6;
const BOTH = 'JOIN customers c ON c.id = r.customer_id JOIN staff s ON s.id = r.staff_id';

/** Whose reminders, and which of them. */
export interface OwnFilter {
  readonly staffId: string;
  /** Words of its text, or that find its customer. */
  readonly q: string;
}

export interface DoneRow {
  /** Of the occurrence. */
  readonly id: string;
  readonly reminderId: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly body: string;
  readonly doneAt: Date;
  /** Who did it, when that was somebody else. */
  readonly doneBy: string | null;
  /** It is the last one done of its reminder, so it can be taken back. */
  readonly last: boolean;
}

export interface OwnReminder extends Reminder {
  /** The reader is customer admin of its customer. */
  readonly mine: boolean;
}

/** Reads one person's reminders along its index, however many there are of others (REM-1); of customers that `actor` may see. */
@Injectable()
export class OwnReminders {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Those that stand between two instants, as they come. */
  async open(actor: StaffActor, filter: OwnFilter, { from, before }: { from: Date | null; before: Date | null }, after: Place | null, limit: number): Promise<OwnReminder[]> {
    const where = allOf([
      { sql: 'r.staff_id = ? AND r.shown_at IS NOT NULL', params: [filter.staffId] },
      ...(from ? [{ sql: 'r.shown_at >= ?', params: [from] }] : []),
      ...(before ? [{ sql: 'r.shown_at < ?', params: [before] }] : []),
      ...(after ? [{ sql: 'r.shown_at >= ? AND (r.shown_at > ? OR r.id > ?)', params: [after.at, after.at, after.id] }] : []),
      ...this.narrowed(actor, filter),
    ]);
    const rows: (Parameters<typeof reminderOf>[0] & { mine: number })[] = await this.dataSource.query(
      `SELECT ${REMINDER_COLUMNS}, EXISTS (SELECT 1 FROM customer_admins m WHERE m.staff_id = ? AND m.customer_id = r.customer_id) AS mine
       FROM (SELECT r.id FROM reminders r FORCE INDEX (reminders_own) WHERE ${where.sql} ORDER BY r.shown_at, r.id LIMIT ${limit}) page
       JOIN reminders r ON r.id = page.id ${BOTH} ORDER BY r.shown_at, r.id`,
      [actor.id, ...where.params],
    );
    return rows.map((row) => ({ ...reminderOf(row), mine: Number(row.mine) === 1 }));
  }

  /** What was done, the latest first. */
  async done(actor: StaffActor, filter: OwnFilter, after: Place | null, limit: number): Promise<DoneRow[]> {
    const where = allOf([
      { sql: 'o.staff_id = ? AND o.done_at IS NOT NULL AND r.deleted_at IS NULL', params: [filter.staffId] },
      ...(after ? [{ sql: 'o.done_at <= ? AND (o.done_at < ? OR o.id < ?)', params: [after.at, after.at, after.id] }] : []),
      ...this.narrowed(actor, filter),
    ]);
    const rows: { id: string; reminder_id: string; customer_id: string; customer_name: string; body: string; done_at: Date; done_by: string | null; last: number }[] = await this.dataSource.query(
      `SELECT o.id, r.id AS reminder_id, r.customer_id, c.display_name AS customer_name, r.body, o.done_at, IF(o.done_by_id = o.staff_id, NULL, b.name) AS done_by,
         NOT EXISTS (SELECT 1 FROM reminder_occurrences n WHERE n.reminder_id = o.reminder_id AND (n.done_at > o.done_at OR (n.done_at = o.done_at AND n.id > o.id))) AS last
       FROM (SELECT o.id FROM reminder_occurrences o FORCE INDEX (reminder_occurrences_done) STRAIGHT_JOIN reminders r ON r.id = o.reminder_id
         WHERE ${where.sql} ORDER BY o.done_at DESC, o.id DESC LIMIT ${limit}) page
       JOIN reminder_occurrences o ON o.id = page.id JOIN reminders r ON r.id = o.reminder_id JOIN customers c ON c.id = r.customer_id LEFT JOIN staff b ON b.id = o.done_by_id
       ORDER BY o.done_at DESC, o.id DESC`,
      [...where.params],
    );
    return rows.map((row) => ({
      id: String(row.id), reminderId: String(row.reminder_id), customerId: String(row.customer_id), customerName: row.customer_name,
      body: row.body, doneAt: row.done_at, doneBy: row.done_by, last: Number(row.last) === 1,
    }));
  }

  /** How many stand between two instants, counted up to a thousand. */
  async count(actor: StaffActor, filter: OwnFilter, { from, before }: { from: Date | null; before: Date | null }): Promise<number> {
    const where = allOf([
      { sql: 'r.staff_id = ? AND r.shown_at IS NOT NULL', params: [filter.staffId] },
      ...(from ? [{ sql: 'r.shown_at >= ?', params: [from] }] : []),
      ...(before ? [{ sql: 'r.shown_at < ?', params: [before] }] : []),
      ...this.narrowed(actor, filter),
    ]);
    const rows: { n: string }[] = await this.dataSource.query(`SELECT COUNT(*) AS n FROM (SELECT 1 FROM reminders r FORCE INDEX (reminders_own) WHERE ${where.sql} LIMIT ${COUNTED_UP_TO}) few`, [...where.params]);
    return Number(rows[0].n);
  }

  /** Active colleagues and others who still hold reminders, by name; for whoever may look at their lists. */
  async colleagues(): Promise<{ id: string; name: string }[]> {
    const rows: { id: string; name: string }[] = await this.dataSource.query('SELECT s.id, s.name FROM staff s WHERE s.active = 1 OR EXISTS (SELECT 1 FROM reminders r WHERE r.staff_id = s.id AND r.shown_at IS NOT NULL) ORDER BY s.name, s.id');
    return rows.map(({ id, name }) => ({ id: String(id), name }));
  }

  /** Customers by words, of those that `actor` may see; for choosing one. */
  async customers(actor: StaffActor, text: string, limit: number): Promise<{ id: string; name: string; number: string }[]> {
    const plan = searchPlan(text);
    const found = plan ? await findCandidates(this.dataSource.manager, CUSTOMER_SEARCH, plan, { limit: CUSTOMERS_FOUND }) : [];
    if (found.length === 0) return [];
    const visible = visibleCustomers(actor);
    const rows: { id: string; name: string; number: string }[] = await this.dataSource.query(
      `SELECT c.id, c.display_name AS name, c.number FROM customers c WHERE c.id IN (?) AND c.active = 1 AND ${visible.sql} ORDER BY c.display_name, c.id LIMIT ${limit}`,
      [found, ...visible.params],
    );
    return rows.map((row) => ({ ...row, id: String(row.id) }));
  }

  /** Each word is looked for in the text and in the customer's name and number: among the few of one person no index is needed. */
  private narrowed(actor: StaffActor, { q }: OwnFilter): SqlPart[] {
    const visible = visibleCustomers(actor, 'vc');
    const words = q.split(/\s+/).filter((word) => word !== '').slice(0, WORDS).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
    return [
      // Whoever sees all customers sees all of these: those of customers in the trash lie there with them.
      ...(actor.may('customers.view') ? [] : [{ sql: `EXISTS (SELECT 1 FROM customers vc WHERE vc.id = r.customer_id AND ${visible.sql})`, params: visible.params }]),
      ...words.map((word) => ({ sql: 'r.body LIKE ? OR EXISTS (SELECT 1 FROM customers q WHERE q.id = r.customer_id AND (q.display_name LIKE ? OR q.number LIKE ?))', params: [word, word, word] })),
    ];
  }
}
