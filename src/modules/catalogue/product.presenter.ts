import type { StaffActor } from '../../kernel/access/actor';
import { withQuery } from '../../kernel/views/address';
import type { Choice, FormShown } from '../../kernel/views/form';
import type { Product } from './product.entity';
import { PRODUCT_PAGE, productListAddress, type ProductListRequest } from './product-list';
import type { ProductRow } from './products.queries';

const SORTED = ['name', 'kind', 'price'] as const;

export function productAbilities(actor: StaffActor) {
  return { create: actor.may('products.create'), edit: actor.may('products.edit'), delete: actor.may('products.delete') };
}

/** What `views/catalogue/list.hbs` shows. @param say the words of a key, in the language of the page. */
export function listPage(actor: StaffActor, request: ProductListRequest, found: { rows: readonly ProductRow[]; total: number }, currency: string, say: (key: string) => string) {
  const { q, sort, dir, page, tax } = request;
  const heading = (key: (typeof SORTED)[number]) => ({
    label: say(`catalogue.fields.${key}`),
    href: productListAddress(request, { sort: key, dir: sort === key && dir === 'asc' ? 'desc' : 'asc', page: 1 }),
    sorted: sort === key ? (dir === 'asc' ? 'ascending' : 'descending') : undefined,
    class: key === 'price' ? 'num' : undefined,
  });
  const last = Math.max(1, Math.ceil(found.total / PRODUCT_PAGE));
  const at = (number: number) => productListAddress(request, { page: number });
  return {
    can: productAbilities(actor),
    q,
    currency,
    rows: found.rows.map((row) => ({ ...row, unit: row.unit ?? '', tax: row.tax ?? '' })),
    total: found.total,
    searching: q !== '' || tax !== null,
    clear: '/admin/products',
    hidden: Object.entries({ sort, dir, tax }).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
    columns: [heading('name'), heading('kind'), { label: say('catalogue.fields.unit') }, { label: say('catalogue.fields.taxRateId') }, heading('price'), { label: say('catalogue.fields.active') }],
    pager: {
      from: Math.min(found.total, (page - 1) * PRODUCT_PAGE + 1),
      to: Math.min(found.total, page * PRODUCT_PAGE),
      total: found.total,
      previous: page > 1 ? at(Math.min(page - 1, last)) : undefined,
      next: page < last ? at(page + 1) : undefined,
      last: page < last ? at(last) : undefined,
    },
  };
}

/** What `views/catalogue/show.hbs` shows. */
export function showPage(actor: StaffActor, product: Product, extras: { currency: string; tax: string; customers: number }) {
  const { id, name, kind, description, unit, price, active } = product;
  return {
    can: productAbilities(actor),
    product: { id, name, kind, description: description ?? '', unit: unit ?? '', price, active },
    ...extras,
    customersHref: actor.may('customers.own') ? customersHref(id) : null,
  };
}

/** What `views/catalogue/edit.hbs` shows. @param now what is stored by now, when somebody else saved meanwhile. */
export function formPage(product: Product | null, form: FormShown, extras: { taxes: readonly Choice[]; currency: string }, kinds: readonly Choice[], now: Product | null = null) {
  return {
    form,
    kinds,
    ...extras,
    heading: { key: product ? 'catalogue.edit' : 'catalogue.new' },
    action: product ? `/admin/products/${product.id}` : '/admin/products',
    back: product ? `/admin/products/${product.id}` : '/admin/products',
    version: form.values.version ?? '',
    now: now && { name: now.name, unit: now.unit ?? '', price: now.price, active: now.active, description: now.description ?? '' },
  };
}

export function formValues({ kind, name, description, unit, price, taxRateId, active, version }: Product): FormShown['values'] {
  return { kind, name, description, unit, price: price?.replace(/(\.\d\d)0+$/, '$1'), taxRateId, active, version };
}

/** What `views/catalogue/delete.hbs` shows: the question, or how many customers keep it from being deleted. */
export function deletePage(actor: StaffActor, { id, name, active }: Product, customers: number) {
  return { id, name, customers, customersHref: actor.may('customers.own') ? customersHref(id) : null, offerDeactivation: active && actor.may('products.edit') };
}

function customersHref(id: string): string {
  return withQuery('/admin/customers', { product: id });
}
