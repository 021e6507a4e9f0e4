import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { NotFound } from '../../kernel/http/errors';
import type { Choice } from '../../kernel/views/form';
import { Product } from './product.entity';
import { PRODUCT_PAGE, type ProductListRequest } from './product-list';

export interface ProductRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly unit: string | null;
  readonly price: string | null;
  readonly tax: string | null;
  readonly active: boolean;
}

/** Looked up, never pasted: what is not here does not reach the statement (A7). */
const SORTS = { name: 'p.name', kind: 'p.kind', price: 'p.price' } as const;

/** Fills the pages of the catalogue. */
@Injectable()
export class ProductQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async list({ q, sort, dir, page, tax }: ProductListRequest): Promise<{ rows: ProductRow[]; total: number }> {
    const conditions = [...(q ? ['(p.name LIKE ? OR p.description LIKE ?)'] : []), ...(tax ? ['p.tax_rate_id = ?'] : [])];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    const params = [...(q ? [like, like] : []), ...(tax ? [tax] : [])];
    const direction = dir === 'desc' ? 'DESC' : 'ASC';
    const rows: (Omit<ProductRow, 'active'> & { active: number })[] = await this.dataSource.query(
      `SELECT p.id, p.name, p.kind, p.unit, p.price, p.active, t.name AS tax FROM products p LEFT JOIN tax_rates t ON t.id = p.tax_rate_id
       ${where} ORDER BY ${SORTS[sort]} ${direction}, p.id ${direction} LIMIT ? OFFSET ?`,
      [...params, PRODUCT_PAGE, (page - 1) * PRODUCT_PAGE],
    );
    const counted: { total: string }[] = await this.dataSource.query(`SELECT COUNT(*) AS total FROM products p ${where}`, params);
    return { rows: rows.map((row) => ({ ...row, active: Boolean(row.active) })), total: Number(counted[0].total) };
  }

  /** @throws NotFound */
  async product(id: string): Promise<Product> {
    const product = await this.dataSource.manager.findOneBy(Product, { id });
    if (!product) throw new NotFound();
    return product;
  }

  /** How many customers have it, those in the trash too: they may come back. */
  async customersOf(id: string): Promise<number> {
    const rows: { total: string }[] = await this.dataSource.query('SELECT COUNT(*) AS total FROM customer_products WHERE product_id = ?', [id]);
    return Number(rows[0].total);
  }

  /** The active ones for a customer's form, and those of `chosen` that are not. */
  async options(chosen: readonly string[] = []): Promise<Choice[]> {
    const rows: { id: string; name: string }[] = await this.dataSource.query(
      'SELECT id, name FROM products WHERE active = 1 OR id IN (?) ORDER BY name',
      [chosen.length > 0 ? chosen : ['0']],
    );
    return rows.map(({ id, name }) => ({ value: id, label: name }));
  }

  /** Tax rates for a product's form: the active ones and `chosen`. */
  async taxOptions(chosen: string | null): Promise<Choice[]> {
    const rows: { id: string; name: string }[] = await this.dataSource.query('SELECT id, name FROM tax_rates WHERE active = 1 OR id = ? ORDER BY name', [chosen ?? '0']);
    return rows.map(({ id, name }) => ({ value: id, label: name }));
  }
}
