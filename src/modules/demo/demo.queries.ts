import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { DEMO_TABLES, type DemoRows } from './demo.rows';

/** The tables whose ids are given out beforehand, so that rows can refer to one another without being read back. */
const NUMBERED = ['customers', 'contacts', 'customer_contacts'] as const;
export type FirstIds = Record<(typeof NUMBERED)[number], number>;

/** What the seeder reads and writes, many rows at a time. */
@Injectable()
export class DemoQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** When the newest customer was created; null: there are no customers, not even in the trash. */
  async newestCustomer(): Promise<Date | null> {
    const rows: { created_at: Date }[] = await this.dataSource.query('SELECT created_at FROM customers ORDER BY id DESC LIMIT 1');
    return rows[0]?.created_at ?? null;
  }

  /**
   * Sets ids aside that nobody else will be given: what is added meanwhile gets ids beyond them.
   * @param counts how many of each table.
   * @returns the first of each.
   */
  async reserveIds(counts: Readonly<FirstIds>): Promise<FirstIds> {
    const first: FirstIds = { customers: 1, contacts: 1, customer_contacts: 1 };
    for (const table of NUMBERED) {
      const rows: { first: string }[] = await this.dataSource.query(`SELECT COALESCE(MAX(id), 0) + 1 AS first FROM ${table}`);
      first[table] = Number(rows[0].first);
      await this.dataSource.query(`ALTER TABLE ${table} AUTO_INCREMENT = ${first[table] + counts[table]}`);
    }
    return first;
  }

  /** Which of these numbers somebody has given by hand already. */
  async takenNumbers(tx: EntityManager, numbers: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: { number_key: string }[] = await tx.query('SELECT number_key FROM customers WHERE number_key IN (?)', [numbers]);
    return new Set(rows.map(({ number_key }) => number_key));
  }

  async insert(tx: EntityManager, rows: DemoRows): Promise<void> {
    for (const [table, columns] of Object.entries(DEMO_TABLES)) {
      const values = rows[table as keyof DemoRows];
      if (values.length > 0) await tx.query(`INSERT INTO ${table} (${columns}) VALUES ?`, [values]);
    }
  }

  /** Makes the first link of each of these customers its primary one; both have been numbered in step. */
  async makePrimary(tx: EntityManager, firstCustomer: number, firstLink: number, count: number): Promise<void> {
    await tx.query('UPDATE customers SET primary_link_id = id - ? + ? WHERE id BETWEEN ? AND ?', [firstCustomer, firstLink, firstCustomer, firstCustomer + count - 1]);
  }

  async idsOf(tx: EntityManager, table: 'customer_groups' | 'products' | 'staff', column: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows: { id: string; name: string }[] = await tx.query(`SELECT id, ${column} AS name FROM ${table} WHERE ${column} IN (?)`, [names]);
    return new Map(rows.map(({ id, name }) => [name, String(id)]));
  }

  async firstRole(tx: EntityManager): Promise<string | null> {
    const rows: { id: string }[] = await tx.query('SELECT id FROM roles ORDER BY id LIMIT 1');
    return rows[0] ? String(rows[0].id) : null;
  }
}
