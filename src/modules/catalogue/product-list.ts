import { isId } from '../../kernel/http/id-param';
import { withQuery } from '../../kernel/views/address';

export const PRODUCT_PAGE = 50;
const SORTS = ['name', 'kind', 'price'] as const;
const LAST_PAGE = 100_000;

export interface ProductListRequest {
  readonly q: string;
  readonly sort: (typeof SORTS)[number];
  readonly dir: 'asc' | 'desc';
  readonly page: number;
  /** Only those with this tax rate. */
  readonly tax: string | null;
}

/** Reads the address of the list; what it does not know counts as not said. */
export function readProductList(query: unknown): ProductListRequest {
  const text = (name: string): string => {
    const value: unknown = Object(query)[name];
    return typeof value === 'string' ? value.trim().slice(0, 200) : '';
  };
  const page = /^\d{1,6}$/.test(text('page')) ? Number(text('page')) : 1;
  return {
    q: text('q'),
    sort: SORTS.find((sort) => sort === text('sort')) ?? 'name',
    dir: text('dir') === 'desc' ? 'desc' : 'asc',
    page: Math.min(Math.max(page, 1), LAST_PAGE),
    tax: isId(text('tax')) ? text('tax') : null,
  };
}

/** The address of the list as `request` with some of it changed. */
export function productListAddress(request: ProductListRequest, changed: Partial<ProductListRequest> = {}): string {
  const { q, sort, dir, page, tax } = { ...request, ...changed };
  return withQuery('/admin/products', { q, sort: sort === 'name' ? null : sort, dir: dir === 'asc' ? null : dir, page: page === 1 ? null : page, tax });
}
