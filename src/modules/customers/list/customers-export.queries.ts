import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { joinNames } from '../../../kernel/csv/name-list';
import { rawRows, type RawRow } from '../../../kernel/db/raw-rows';
import type { SqlPart } from '../../../kernel/table/sql-part';
import { visibleCustomers } from '../customer.policy';
import { plainDecimal, type ExportColumn } from './customers-export.columns';
import { idRows } from './customers-list.search';

const BATCH = 500; // small enough to be forgotten before the collector looks twice
const DECIMALS = new Set(['discount_percent', 'credit_limit', 'invoiced', 'paid', 'outstanding']);
const JOINS: readonly (readonly [alias: string, sql: string])[] = [
  ['b.', 'LEFT JOIN customer_balances b ON b.customer_id = c.id'],
  ['s.', 'LEFT JOIN staff s ON s.id = c.account_manager_id'],
  ['l.', 'LEFT JOIN customer_contacts l ON l.id = c.primary_link_id'],
  ['p.', 'LEFT JOIN customer_contacts l ON l.id = c.primary_link_id LEFT JOIN contacts p ON p.id = l.contact_id'],
];
const LINKS = {
  groups: { table: 'customer_group_members', column: 'group_id', names: 'customer_groups', index: 'customer_group_members_customer' },
  products: { table: 'customer_products', column: 'product_id', names: 'products', index: 'customer_products_customer' },
} as const;

/** Which customers a file holds, in the order in which they were made. */
export interface ExportSource {
  /** As a condition; null: `ids` says it. */
  readonly where: SqlPart | null;
  readonly ids: readonly string[] | null;
}

/** Reads customers for a file, batch after batch by id, so that the first line leaves at once and memory stays flat. */
@Injectable()
export class CustomersExportQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The customers of `source` that `actor` may see. */
  rows(actor: StaffActor, source: ExportSource, columns: readonly ExportColumn[]): AsyncGenerator<RawRow[]> {
    return this.batches(source.ids ? this.listed(actor, source.ids, columns) : this.scanned(source.where ?? visibleCustomers(actor), columns), columns);
  }

  /** All customers outside the trash, for whoever holds the machine itself. */
  everything(columns: readonly ExportColumn[]): AsyncGenerator<RawRow[]> {
    return this.batches(this.scanned({ sql: 'c.deleted_at IS NULL', params: [] }, columns), columns);
  }

  /** While one batch is written the next one is read already. */
  private async *batches(read: (after: string | null) => Promise<Batch>, columns: readonly ExportColumn[]): AsyncGenerator<RawRow[]> {
    const known = { groups: new Map<string, string>(), products: new Map<string, string>() };
    let next = read(null);
    for (;;) {
      const batch = await next;
      if (batch.ids.length > 0 && !batch.last) next = read(batch.ids[batch.ids.length - 1]);
      next.catch(() => undefined);
      if (batch.ids.length > 0) yield await this.complete(batch, columns, known);
      if (batch.last) return;
    }
  }

  /** All ids of a SELECT, ascending. */
  async ids(part: SqlPart): Promise<string[]> {
    const rows = await rawRows(this.dataSource, `SELECT DISTINCT id FROM (${part.sql}) listed ORDER BY id`, part.params);
    return rows.map(([id]) => String(id));
  }

  private scanned(where: SqlPart, columns: readonly ExportColumn[]) {
    const select = selectOf(columns);
    return async (after: string | null): Promise<Batch> => {
      const rows = await rawRows(
        this.dataSource,
        `SELECT ${select.columns} FROM customers c FORCE INDEX (PRIMARY) ${select.joins} WHERE c.id > ? AND ${where.sql} ORDER BY c.id LIMIT ${BATCH}`,
        [after ?? '0', ...where.params],
      ) as ExportRow[];
      return { rows, ids: rows.map(idOf), last: rows.length < BATCH };
    };
  }

  private listed(actor: StaffActor, ids: readonly string[], columns: readonly ExportColumn[]) {
    const select = selectOf(columns);
    const seen = visibleCustomers(actor);
    let at = 0;
    return async (): Promise<Batch> => {
      const part = ids.slice(at, (at += BATCH));
      const last = at >= ids.length;
      if (part.length === 0) return { rows: [], ids: [], last };
      const some = idRows(part);
      const rows = await rawRows(
        this.dataSource,
        `SELECT ${select.columns} FROM ${some.sql} listed STRAIGHT_JOIN customers c ON c.id = listed.id ${select.joins} WHERE ${seen.sql} ORDER BY listed.n`,
        [...some.params, ...seen.params],
      ) as ExportRow[];
      // A batch may be empty when all of it went to the trash meanwhile; its ids keep the place.
      return { rows, ids: part, last };
    };
  }

  /** Fills in what comes from linking tables, and writes decimals plainly. */
  private async complete({ rows }: Batch, columns: readonly ExportColumn[], known: Readonly<Record<keyof typeof LINKS, Map<string, string>>>): Promise<RawRow[]> {
    if (rows.length === 0) return [];
    const linked = columns.flatMap(({ name, sql }, at) => (sql === null ? [{ at, kind: name as keyof typeof LINKS }] : []));
    const decimals = columns.flatMap(({ name }, at) => (DECIMALS.has(name) ? [at] : []));
    const links = await Promise.all(linked.map(({ kind }) => this.names(kind, rows, known[kind])));
    for (const row of rows) {
      const id = String(row.pop());
      for (const at of decimals) row[at] = plainDecimal(row[at]);
      for (const [index, { at }] of linked.entries()) row[at] = links[index].get(id) ?? null;
    }
    return rows;
  }

  /** Names of what is linked, sorted, as one cell for each customer. `known` keeps the names from batch to batch. */
  private async names(kind: keyof typeof LINKS, rows: readonly ExportRow[], known: Map<string, string>): Promise<Map<string, string>> {
    const { table, column, names, index } = LINKS[kind];
    const ids = rows.map(idOf);
    const dense = Number(ids[ids.length - 1]) - Number(ids[0]) < 2 * ids.length;
    const linked = await rawRows(
      this.dataSource,
      `SELECT k.customer_id, k.${column} FROM ${table} k FORCE INDEX (${index}) WHERE k.customer_id ${dense ? 'BETWEEN ? AND ?' : 'IN (?)'} ORDER BY k.customer_id`,
      dense ? [ids[0], ids[ids.length - 1]] : [ids],
    );
    const missing = [...new Set(linked.map(([, id]) => String(id)))].filter((id) => !known.has(id));
    if (missing.length > 0) for (const [id, name] of await rawRows(this.dataSource, `SELECT id, name FROM ${names} WHERE id IN (?)`, [missing])) known.set(String(id), String(name));
    const byId = new Map<string, string[]>();
    for (const [id, link] of linked) {
      const name = known.get(String(link)) ?? '';
      const others = byId.get(String(id));
      if (others) others.push(name);
      else byId.set(String(id), [name]);
    }
    return new Map([...byId].map(([id, all]) => [id, joinNames(all.length > 1 ? all.sort() : all)]));
  }
}

/** The cells, and behind them the customer's id until the row is complete. */
type ExportRow = RawRow[number][];

const idOf = (row: ExportRow): string => String(row[row.length - 1]);

interface Batch {
  readonly rows: ExportRow[];
  readonly ids: readonly string[];
  readonly last: boolean;
}

function selectOf(columns: readonly ExportColumn[]): { columns: string; joins: string } {
  const sql = columns.map((column) => column.sql ?? 'NULL');
  const needed = JOINS.filter(([alias]) => sql.some((column) => column.startsWith(alias))).map(([, join]) => join);
  // The contact's join brings the link's with it.
  const joins = needed.filter((join) => !needed.some((other) => other !== join && other.startsWith(join)));
  return { columns: [...sql, 'c.id'].join(', '), joins: joins.join(' ') };
}
