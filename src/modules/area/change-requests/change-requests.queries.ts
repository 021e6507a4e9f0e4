import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { readJson } from '../../../kernel/db/json';
import { NotFound } from '../../../kernel/http/errors';
import type { TypedSteps } from '../../customers/customer-snapshot';
import { customerAbilities, visibleCustomers } from '../../customers/customer.policy';

export const CHANGE_STATES = ['waiting', 'approved', 'refused', 'withdrawn'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export interface ChangeRequest {
  readonly id: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly contactName: string;
  readonly before: TypedSteps;
  readonly after: TypedSteps;
  readonly state: ChangeState;
  readonly createdAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** Why it was refused, for whoever asked. */
  readonly reason: string | null;
  /** Staff who look at it may decide. */
  readonly mayDecide: boolean;
}

interface Row {
  id: string;
  customer_id: string;
  customer_name: string;
  contact_name: string;
  before_data: unknown;
  after_data: unknown;
  state: ChangeState;
  created_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
  mine: number;
}

const SELECT = `SELECT r.id, r.customer_id, c.display_name AS customer_name, r.contact_name, r.before_data, r.after_data, r.state, r.created_at, s.name AS decided_by, r.decided_at, r.reason`;
const FROM = 'FROM change_requests r JOIN customers c ON c.id = r.customer_id LEFT JOIN staff s ON s.id = r.decided_by_id';
const MINE = 'EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = ? AND a.customer_id = c.id) AS mine';
const SHOWN = 100;

/** What contacts have asked to change (ARE-7). */
@Injectable()
export class ChangeRequestQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The latest request of a customer. */
  async last(customerId: string): Promise<ChangeRequest | null> {
    const rows: Row[] = await this.dataSource.query(`${SELECT}, 0 AS mine ${FROM} WHERE r.customer_id = ? ORDER BY r.id DESC LIMIT 1`, [customerId]);
    return rows.length === 0 ? null : request(rows[0], false);
  }

  /** What `actor` may see: what waits first, the newest first. */
  async list(actor: StaffActor): Promise<ChangeRequest[]> {
    const visible = visibleCustomers(actor);
    const read = (which: string, most: number): Promise<Row[]> =>
      this.dataSource.query(`${SELECT}, ${MINE} ${FROM} WHERE ${which} AND ${visible.sql} ORDER BY r.id DESC LIMIT ${most}`, [actor.id, ...visible.params]);
    // Two reads, each along an index: those that wait are few, the others are read from the newest on.
    const waiting = await read('r.open_key IS NOT NULL', SHOWN);
    const ended = waiting.length < SHOWN ? await read('r.open_key IS NULL', SHOWN - waiting.length) : [];
    return [...waiting, ...ended].map((row) => request(row, mayDecide(actor, row)));
  }

  /** @throws NotFound, also for what `actor` cannot see. */
  async one(actor: StaffActor, id: string, tx?: EntityManager): Promise<ChangeRequest> {
    const visible = visibleCustomers(actor);
    const rows: Row[] = await (tx ?? this.dataSource.manager).query(`${SELECT}, ${MINE} ${FROM} WHERE r.id = ? AND ${visible.sql}`, [actor.id, id, ...visible.params]);
    if (rows.length === 0) throw new NotFound();
    return request(rows[0], mayDecide(actor, rows[0]));
  }

  /** How many wait for `actor`, counted up to 100. */
  async waiting(actor: StaffActor): Promise<number> {
    const visible = visibleCustomers(actor);
    const rows: { n: string }[] = await this.dataSource.query(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM change_requests r JOIN customers c ON c.id = r.customer_id WHERE r.open_key IS NOT NULL AND ${visible.sql} LIMIT ${SHOWN}) few`,
      [...visible.params],
    );
    return Number(rows[0].n);
  }
}

function mayDecide(actor: StaffActor, { mine }: Row): boolean {
  return customerAbilities(actor, { mine: Number(mine) === 1 }).edit;
}

function request(row: Row, decides: boolean): ChangeRequest {
  return {
    id: String(row.id), customer: { id: String(row.customer_id), name: row.customer_name }, contactName: row.contact_name,
    before: readJson(row.before_data), after: readJson(row.after_data), state: row.state, createdAt: row.created_at,
    decidedBy: row.decided_by, decidedAt: row.decided_at, reason: row.reason, mayDecide: decides,
  };
}
