import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { straight } from '../../kernel/db/raw-rows';
import { allOf, type SqlPart } from '../../kernel/table/sql-part';
import { visibleCustomers } from '../customers/customer.policy';
import type { Anniversary, AnniversaryPerson } from './anniversary';
import type { EventType, Relationship } from './customer-event';
import { addDays, dateOfFigure, dueKeys, type Occurrence } from './event-days';

/** Which anniversaries are asked for; both days are included. */
export interface AnniversaryFilter {
  readonly from: string;
  readonly to: string;
  readonly type?: EventType | null;
  readonly groupId?: string | null;
  /** Customers with this customer admin. */
  readonly adminId?: string | null;
}

/** A line's place in the order: by day, then as the events were made. */
export interface AnniversaryPlace {
  readonly on: string;
  readonly eventId: string;
}

interface Row {
  readonly ymd: number;
  readonly id: string;
  readonly type: EventType;
  readonly name: string | null;
  readonly known_year: number | null;
  readonly occurrence: Occurrence;
  readonly relationship: Relationship | null;
  readonly updated_at: Date;
  readonly couple: number | null;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly owner_number: string;
  readonly owner_seen: number;
  readonly partner_id: string | null;
  readonly partner_name: string | null;
  readonly partner_number: string | null;
  readonly partner_seen: number;
}

/** Days read at once: a busy calendar fills a page from the first few, an empty year is read in five goes. */
const FIRST_SPAN = 4;
const LONGEST_SPAN = 400;
const RULES = { feb28: 28, mar1: 1 } as const;

const COUPLE = "(e.relationship IN ('spouse', 'partner') AND e.type IN ('wedding', 'engagement', 'other'))";
/** The same event, noted at the other one of a couple too. */
const TWIN = `t.customer_id = e.partner_id AND t.partner_id = e.customer_id AND t.type = e.type AND t.due_key = e.due_key AND t.occurrence = e.occurrence
  AND t.relationship IN ('spouse', 'partner') AND (t.year = e.year OR t.year IS NULL OR e.year IS NULL)`;
const DUE = `(e.year IS NULL OR days.ymd >= e.year * 10000 + e.month_day) AND (e.occurrence <> 'once' OR days.ymd = e.year * 10000 + e.month_day)`;
const FROM = `JSON_TABLE(?, '$[*]' COLUMNS (ymd INT UNSIGNED PATH '$[0]', due SMALLINT UNSIGNED PATH '$[1]', rule TINYINT UNSIGNED PATH '$[2]')) days
  STRAIGHT_JOIN customer_events e ON e.due_key = days.due AND (days.rule = 0 OR (days.rule = ${RULES.feb28}) = (e.leap_rule = 'feb28'))
  STRAIGHT_JOIN customers c ON c.id = e.customer_id
  LEFT JOIN customers p ON p.id = e.partner_id`;
const COLUMNS = `days.ymd, e.id, e.type, e.name, e.occurrence, e.relationship, e.updated_at, ${COUPLE} AS couple,
  COALESCE(e.year, IF(${COUPLE}, (SELECT MAX(t.year) FROM customer_events t WHERE ${TWIN}), NULL)) AS known_year,
  c.id AS owner_id, c.display_name AS owner_name, c.number AS owner_number, p.id AS partner_id, p.display_name AS partner_name, p.number AS partner_number`;

/** The report of anniversaries (EVT-2): of active customers that the reader may see, found by their day in the year. */
@Injectable()
export class AnniversaryQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The first `limit` lines of the period, or of what comes after a place, in order. */
  async list(actor: StaffActor, filter: AnniversaryFilter, limit: number, after: AnniversaryPlace | null = null): Promise<Anniversary[]> {
    const lines: Anniversary[] = [];
    let from = after && after.on > filter.from ? after.on : filter.from;
    for (let span = FIRST_SPAN; from <= filter.to && lines.length < limit; span = Math.min(span * 4, LONGEST_SPAN)) {
      const last = addDays(from, span - 1);
      const to = last < filter.to ? last : filter.to;
      lines.push(...(await this.read(actor, { ...filter, from, to }, limit - lines.length, after)));
      from = addDays(to, 1);
    }
    return lines;
  }

  /** How many lines there are, counted up to `most`. */
  async count(actor: StaffActor, filter: AnniversaryFilter, most: number): Promise<number> {
    const { where, keys } = conditions(actor, filter, null);
    const rows: { n: string }[] = await straight(this.dataSource).query(`SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${FROM} WHERE ${where.sql} LIMIT ${most}) counted`, [keys, ...where.params]);
    return Number(rows[0].n);
  }

  /** Every line of the period, batch after batch. */
  async *all(actor: StaffActor, filter: AnniversaryFilter, batch = 500): AsyncGenerator<Anniversary[]> {
    for (let after: AnniversaryPlace | null = null; ; ) {
      const lines: Anniversary[] = await this.list(actor, filter, batch, after);
      if (lines.length > 0) yield lines;
      if (lines.length < batch) return;
      after = lines[lines.length - 1];
    }
  }

  private async read(actor: StaffActor, filter: AnniversaryFilter, limit: number, after: AnniversaryPlace | null): Promise<Anniversary[]> {
    const { where, keys, owner, partner } = conditions(actor, filter, after);
    const rows: Row[] = await straight(this.dataSource).query(
      `SELECT ${COLUMNS}, (${owner.sql}) AS owner_seen, (${partner.sql}) AS partner_seen FROM ${FROM} WHERE ${where.sql} ORDER BY days.ymd, e.id LIMIT ${limit}`,
      [...owner.params, ...partner.params, keys, ...where.params],
    );
    return rows.map(lineOf);
  }
}

function conditions(actor: StaffActor, { from, to, type, groupId, adminId }: AnniversaryFilter, after: AnniversaryPlace | null) {
  const owner = allOf([visibleCustomers(actor, 'c'), { sql: 'c.active = 1', params: [] }]);
  const partner = allOf([{ sql: 'p.id IS NOT NULL AND p.active = 1', params: [] }, visibleCustomers(actor, 'p')]);
  const where = allOf([
    { sql: DUE, params: [] },
    ofEither(owner, partner),
    { sql: `NOT ${COUPLE} IS TRUE OR NOT EXISTS (SELECT 1 FROM customer_events t WHERE ${TWIN} AND t.id < e.id)`, params: [] },
    ...(type ? [{ sql: 'e.type = ?', params: [type] }] : []),
    ...(groupId ? [ofEither(among('customer_group_members', 'group_id', 'c', groupId), among('customer_group_members', 'group_id', 'p', groupId))] : []),
    ...(adminId ? [ofEither(among('customer_admins', 'staff_id', 'c', adminId), among('customer_admins', 'staff_id', 'p', adminId))] : []),
    ...(after ? [{ sql: 'days.ymd > ? OR (days.ymd = ? AND e.id > ?)', params: [figure(after.on), figure(after.on), after.eventId] }] : []),
  ]);
  const keys = JSON.stringify(dueKeys(from, to).map(({ ymd, key, rule }) => [ymd, key, rule === null ? 0 : RULES[rule]]));
  return { where, keys, owner, partner };
}

/** What holds for whose event it is, or for the other one of a couple. */
function ofEither(owner: SqlPart, partner: SqlPart): SqlPart {
  return { sql: `(${owner.sql}) OR (${COUPLE} AND ${partner.sql})`, params: [...owner.params, ...partner.params] };
}

function among(table: string, column: string, alias: string, id: string): SqlPart {
  return { sql: `EXISTS (SELECT 1 FROM ${table} m WHERE m.${column} = ? AND m.customer_id = ${alias}.id)`, params: [id] };
}

function figure(date: string): number {
  return Number(date.replaceAll('-', ''));
}

function lineOf(row: Row): Anniversary {
  const owner: AnniversaryPerson = { id: String(row.owner_id), name: row.owner_name, number: row.owner_number };
  const seen = Number(row.partner_seen) === 1;
  const partner: AnniversaryPerson | null = seen && row.partner_name !== null && row.partner_number !== null ? { id: String(row.partner_id), name: row.partner_name, number: row.partner_number } : null;
  const couple = Number(row.couple) === 1;
  const people = [...(Number(row.owner_seen) === 1 ? [owner] : []), ...(couple && partner ? [partner] : [])];
  return {
    eventId: String(row.id), on: dateOfFigure(row.ymd), type: row.type, name: row.name, people, changedAt: row.updated_at,
    years: row.known_year === null || row.occurrence === 'monthly' ? 0 : Math.floor(row.ymd / 10_000) - row.known_year,
    linked: !couple && partner && row.relationship ? { ...partner, relationship: row.relationship } : null,
  };
}
