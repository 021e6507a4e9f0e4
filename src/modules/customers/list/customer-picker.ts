import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { straight } from '../../../kernel/db/raw-rows';
import { searchPlan } from '../../../kernel/search/search.plan';
import type { CustomerType } from '../customer-details';
import { visibleCustomers } from '../customer.policy';
import { CustomerHits, idRows } from './customers-list.search';

export interface PickedCustomer {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly city: string | null;
}

/** So many are offered at once. */
const SHOWN = 8;
const NARROWED_TO = 10_000;

/** Finds customers for a form that needs one: those the actor may see, active ones only (CUS-17). */
@Injectable()
export class CustomerPicker {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param text name, number, e-mail or phone, in parts. @param except an id that is not offered */
  async find(actor: StaffActor, text: string, type: CustomerType, except: string): Promise<PickedCustomer[]> {
    const plan = searchPlan(text);
    if (!plan) return [];
    const visible = visibleCustomers(actor);
    const where = { sql: `${visible.sql} AND c.active = 1 AND c.type = ? AND c.id <> ?`, params: [...visible.params, type, except] };
    const ids = { sql: `SELECT c.id FROM customers c WHERE ${where.sql} LIMIT ${NARROWED_TO + 1}`, params: where.params };
    const hits = new CustomerHits(straight(this.dataSource), plan, { where, ids, count: NARROWED_TO + 1, bound: NARROWED_TO });
    const found = idRows(await hits.find(SHOWN));
    const rows: PickedCustomer[] = await straight(this.dataSource).query(`SELECT ${COLUMNS} FROM ${found.sql} found STRAIGHT_JOIN customers c ON c.id = found.id ORDER BY found.n`, [...found.params]);
    return rows.map(picked);
  }

  /** One that `actor` may see; null when there is none. */
  async one(actor: StaffActor, id: string, type: CustomerType): Promise<PickedCustomer | null> {
    const visible = visibleCustomers(actor);
    const rows: PickedCustomer[] = await straight(this.dataSource).query(`SELECT ${COLUMNS} FROM customers c WHERE c.id = ? AND c.type = ? AND ${visible.sql}`, [id, type, ...visible.params]);
    return rows.length === 0 ? null : picked(rows[0]);
  }
}

const COLUMNS = 'c.id, c.display_name AS name, c.number, c.city';

function picked({ id, name, number, city }: PickedCustomer): PickedCustomer {
  return { id: String(id), name, number, city };
}
