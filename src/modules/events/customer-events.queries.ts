import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { NotFound } from '../../kernel/http/errors';
import type { LeapDay } from '../../kernel/time/recurrence';
import { visibleCustomers } from '../customers/customer.policy';
import { inverse, type CustomerEvent, type EventType, type Relationship } from './customer-event';
import type { Occurrence } from './event-days';

/** What is written of an event. */
export interface EventValues {
  readonly type: EventType;
  readonly name: string | null;
  readonly month: number;
  readonly day: number;
  readonly year: number | null;
  readonly occurrence: Occurrence;
  readonly leapRule: LeapDay;
  readonly inReport: boolean;
  readonly partnerId: string | null;
  readonly relationship: Relationship | null;
}

interface Row {
  readonly id: string;
  readonly customer_id: string;
  readonly type: EventType;
  readonly name: string | null;
  readonly month_day: number;
  readonly year: number | null;
  readonly occurrence: Occurrence;
  readonly leap_rule: LeapDay;
  readonly in_report: number;
  readonly version: number;
  readonly relationship: Relationship | null;
  readonly other_id: string | null;
  readonly other_name: string | null;
  readonly other_number: string | null;
  readonly other_seen: number;
}

/** Events one person may have. */
export const EVENTS_MAX = 200;

const EVENT = 'e.id, e.customer_id, e.type, e.name, e.month_day, e.year, e.occurrence, e.leap_rule, e.in_report, e.version, e.relationship';
const OTHER = 'o.id AS other_id, o.display_name AS other_name, o.number AS other_number';
const PARTNER = 'LEFT JOIN customers o ON o.id = e.partner_id';

/** For the tab of the customer page: its own, and those of others that it is linked to. */
export const EVENT_COUNT = `((SELECT COUNT(*) FROM customer_events k WHERE k.customer_id = c.id AND k.deleted_at IS NULL)
  + (SELECT COUNT(*) FROM customer_events k JOIN customers ko ON ko.id = k.customer_id AND ko.deleted_at IS NULL WHERE k.partner_id = c.id AND k.deleted_at IS NULL))`;

/** Events of persons: those of a customer that the caller has made sure is visible. Who else is linked is named to those alone who may see that customer. */
@Injectable()
export class CustomerEventQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Its own, in the order of the year. */
  async own(actor: StaffActor, customerId: string): Promise<CustomerEvent[]> {
    const seen = visibleCustomers(actor, 'o');
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${EVENT}, ${OTHER}, (${seen.sql}) AS other_seen FROM customer_events e ${PARTNER}
       WHERE e.customer_id = ? AND e.deleted_at IS NULL ORDER BY e.month_day, e.id LIMIT ${EVENTS_MAX}`,
      [...seen.params, customerId],
    );
    return rows.map((row) => eventOf(row, row.relationship));
  }

  /** Those of others that are linked to it; `partner` is whose event it is, seen from this side. */
  async ofOthers(actor: StaffActor, customerId: string): Promise<CustomerEvent[]> {
    const seen = visibleCustomers(actor, 'o');
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${EVENT}, ${OTHER}, (${seen.sql}) AS other_seen FROM customer_events e JOIN customers o ON o.id = e.customer_id AND o.deleted_at IS NULL
       WHERE e.partner_id = ? AND e.deleted_at IS NULL ORDER BY e.month_day, e.id LIMIT ${EVENTS_MAX}`,
      [...seen.params, customerId],
    );
    return rows.map((row) => eventOf(row, row.relationship && inverse(row.relationship)));
  }

  /** In `tx` its row is locked. @throws NotFound, also for another customer's event */
  async one(actor: StaffActor, customerId: string, id: string, tx?: EntityManager): Promise<CustomerEvent> {
    const manager = tx ?? this.dataSource.manager;
    if (tx) await tx.query('SELECT id FROM customer_events WHERE id = ? FOR UPDATE', [id]);
    const seen = visibleCustomers(actor, 'o');
    const rows: Row[] = await manager.query(
      `SELECT ${EVENT}, ${OTHER}, (${seen.sql}) AS other_seen FROM customer_events e ${PARTNER} WHERE e.id = ? AND e.customer_id = ? AND e.deleted_at IS NULL`,
      [...seen.params, id, customerId],
    );
    if (rows.length === 0) throw new NotFound();
    return eventOf(rows[0], rows[0].relationship);
  }

  /** Whether there is one of that customer, deleted by itself and not with its customer; locked. @throws NotFound */
  async demandDeleted(tx: EntityManager, customerId: string, id: string): Promise<void> {
    const rows: unknown[] = await tx.query(
      "SELECT e.id FROM customer_events e JOIN deletions d ON d.id = e.deletion_id WHERE e.id = ? AND e.customer_id = ? AND d.subject_kind = 'event' FOR UPDATE",
      [id, customerId],
    );
    if (rows.length === 0) throw new NotFound();
  }

  async count(tx: EntityManager, customerId: string): Promise<number> {
    const [{ n }]: { n: string }[] = await tx.query('SELECT COUNT(*) AS n FROM customer_events WHERE customer_id = ? AND deleted_at IS NULL', [customerId]);
    return Number(n);
  }

  /** Whether a person has events, or is linked to one of somebody else (CUS-19). */
  async has(tx: EntityManager, customerId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `(SELECT 1 FROM customer_events WHERE customer_id = ? AND deleted_at IS NULL LIMIT 1) UNION ALL
       (SELECT 1 FROM customer_events e JOIN customers o ON o.id = e.customer_id AND o.deleted_at IS NULL WHERE e.partner_id = ? AND e.deleted_at IS NULL LIMIT 1)`,
      [customerId, customerId],
    );
    return rows.length > 0;
  }
}

function eventOf(row: Row, relationship: Relationship | null): CustomerEvent {
  const seen = Number(row.other_seen) === 1;
  return {
    id: String(row.id), customerId: String(row.customer_id), type: row.type, name: row.name,
    month: Math.floor(row.month_day / 100), day: row.month_day % 100, year: row.year, occurrence: row.occurrence, leapRule: row.leap_rule,
    inReport: Number(row.in_report) === 1, version: row.version,
    partner: row.other_id === null || relationship === null ? null : { id: String(row.other_id), name: seen ? row.other_name : null, number: seen ? row.other_number : null, relationship },
  };
}
