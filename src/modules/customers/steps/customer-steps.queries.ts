import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Choice } from '../../../kernel/views/form';

interface Row {
  readonly id: string;
  readonly name: string;
}

/** Lists a step offers; `kept` are ids in use already, shown although they are no longer active. */
const LISTS = {
  groups: { sql: 'SELECT id, name FROM customer_groups', active: 'moving_to_id IS NULL' },
  products: { sql: 'SELECT id, name FROM products', active: 'active = 1' },
  taxRates: { sql: "SELECT id, CONCAT(name, ' · ', TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM rate)), ' %') AS name FROM tax_rates", active: 'active = 1' },
  paymentModes: { sql: 'SELECT id, name FROM payment_modes', active: 'active = 1' },
  staff: { sql: 'SELECT id, name FROM staff', active: 'active = 1' },
} as const;

export type ListName = keyof typeof LISTS;

/** What the steps of the customer form offer to choose from. */
@Injectable()
export class CustomerStepChoices {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async list(name: ListName, kept: readonly string[] = []): Promise<Choice[]> {
    const { sql, active } = LISTS[name];
    const ids = kept.length > 0 ? kept : ['0'];
    const rows: Row[] = await this.dataSource.query(`${sql} WHERE ${active} OR id IN (?) ORDER BY name, id`, [ids]);
    return rows.map(({ id, name: label }) => ({ value: String(id), label }));
  }

  /** True when each of `ids` may be chosen: it is in the list, or was chosen already. */
  async allowed(name: ListName, ids: readonly string[], kept: readonly string[] = []): Promise<boolean> {
    const asked = ids.filter((id) => !kept.includes(id));
    if (asked.length === 0) return true;
    const { sql, active } = LISTS[name];
    const rows: Row[] = await this.dataSource.query(`${sql} WHERE id IN (?) AND ${active}`, [asked]);
    return rows.length === new Set(asked).size;
  }

  /** Names by id, also of what is no longer active. */
  async names(name: ListName, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows: Row[] = await this.dataSource.query(`${LISTS[name].sql} WHERE id IN (?)`, [ids]);
    return new Map(rows.map(({ id, name: label }) => [String(id), label]));
  }

  /** Codes of the currencies in use, in their order. */
  async currencies(): Promise<string[]> {
    const rows: { code: string }[] = await this.dataSource.query('SELECT code FROM currencies ORDER BY position, code');
    return rows.map(({ code }) => code);
  }
}
