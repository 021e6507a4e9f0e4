import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { readJson } from '../../../kernel/db/json';
import { straight } from '../../../kernel/db/raw-rows';

export interface Option {
  readonly id: string;
  readonly name: string;
}

export interface SavedViewTab {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly mine: boolean;
  readonly shared: boolean;
}

/** What surrounds the rows: the choices of the filters, the tabs, the reader's columns, how many customers there are. */
export interface ListFurniture {
  readonly groups: readonly Option[];
  readonly products: readonly Option[];
  readonly staff: readonly Option[];
  /** ISO codes that occur. */
  readonly countries: readonly string[];
  readonly views: readonly SavedViewTab[];
  /** null: the usual ones. */
  readonly columns: readonly string[] | null;
  /** Customers the reader may see, counted or kept. */
  readonly total: number;
}

/** A menu with more entries than this helps nobody. */
const MOST = 200;

const PARTS = {
  groups: `SELECT 'group' AS kind, id, name, NULL AS data FROM (SELECT id, name FROM customer_groups ORDER BY name LIMIT ${MOST}) g`,
  products: `SELECT 'product', id, name, NULL FROM (SELECT id, name FROM products ORDER BY name LIMIT ${MOST}) p`,
  staff: `SELECT 'staff', id, name, NULL FROM (SELECT id, name FROM staff WHERE active = 1 ORDER BY name LIMIT ${MOST}) s`,
  views: `SELECT IF(shared = 1, 'shared', 'view'), id, name, JSON_QUOTE(CONCAT(IF(staff_id = ?, '1', '0'), query)) FROM saved_views WHERE list = 'customers' AND (staff_id = ? OR shared = 1)`,
  columns: `SELECT 'columns', 0, '', columns FROM list_preferences WHERE staff_id = ? AND list = 'customers'`,
  total: `SELECT 'total', SUM(total), '', NULL FROM customer_counts`,
  // Grouped by both columns of the index, so that it jumps from country to country instead of reading a million entries.
  allCountries: `SELECT 'country', 0, country, NULL FROM customers FORCE INDEX (customers_country) WHERE deleted_at IS NULL AND country > '' GROUP BY deleted_at, country`,
  // With how many customers each has: what somebody sees of their own is counted on the way.
  someCountries: `SELECT 'country', COUNT(*), IFNULL(c.country, ''), NULL FROM customer_admins a STRAIGHT_JOIN customers c ON c.id = a.customer_id WHERE a.staff_id = ? AND c.deleted_at IS NULL GROUP BY c.country`,
};

interface Piece {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
}

/** Everything around the rows in one query, because the number of queries is what a page costs. */
@Injectable()
export class CustomerFilterQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async furniture(actor: StaffActor): Promise<ListFurniture> {
    const all = actor.may('customers.view');
    const sql = [PARTS.groups, PARTS.products, PARTS.staff, PARTS.views, PARTS.columns, ...(all ? [PARTS.total, PARTS.allCountries] : [PARTS.someCountries])].join(' UNION ALL ');
    const pieces: Piece[] = await straight(this.dataSource).query(sql, [actor.id, actor.id, actor.id, ...(all ? [] : [actor.id])]);
    const of = (kind: string) => pieces.filter((piece) => piece.kind === kind);
    const options = (kind: string) => of(kind).map(({ id, name }) => ({ id: String(id), name }));
    const views = (kind: string) => of(kind).map(({ id, name, data }) => ({ id: String(id), name, ...readView(data), shared: kind === 'shared' }));
    return {
      groups: options('group'),
      products: options('product'),
      staff: options('staff'),
      countries: of('country').map(({ name }) => name).filter(Boolean),
      views: [...views('view'), ...views('shared')],
      columns: of('columns').map(({ data }) => readJson<string[]>(data))[0] ?? null,
      total: of(all ? 'total' : 'country').reduce((sum, { id }) => sum + Number(id), 0),
    };
  }
}

function readView(data: unknown): { mine: boolean; query: string } {
  const text = readJson<string>(data);
  return { mine: text.startsWith('1'), query: text.slice(1) };
}
