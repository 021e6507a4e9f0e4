import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { readJson } from '../../../kernel/db/json';
import { NotFound } from '../../../kernel/http/errors';
import type { CustomerType, DiscountKind } from '../customer-details';
import { CustomerTabs } from './customer-tabs';
import { visibleCustomers } from '../customer.policy';

export interface VisibleCustomer {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly type: CustomerType;
  readonly active: boolean;
  /** The actor is customer admin of it. */
  readonly mine: boolean;
}

/** The customer as `actor` sees it. @throws NotFound, also for what is there but not visible. */
export async function findVisible(manager: EntityManager, actor: StaffActor, id: string, lock = false): Promise<VisibleCustomer> {
  const visible = visibleCustomers(actor);
  const rows: { id: string; name: string; number: string; type: CustomerType; active: number; mine: number }[] = await manager.query(
    `SELECT c.id, c.display_name AS name, c.number, c.type, c.active, ${MINE} FROM customers c WHERE c.id = ? AND ${visible.sql}${lock ? ' FOR UPDATE' : ''}`,
    [actor.id, id, ...visible.params],
  );
  if (rows.length === 0) throw new NotFound();
  const [{ name, number, type, active, mine }] = rows;
  return { id, name, number, type, active: Number(active) === 1, mine: Number(mine) === 1 };
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface CustomerPageRow {
  readonly id: string;
  readonly number: string;
  readonly type: CustomerType;
  readonly display_name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly website: string | null;
  readonly vat_number: string | null;
  readonly picture_id: string | null;
  readonly currency: string | null;
  readonly discount_kind: DiscountKind;
  readonly discount_percent: string | null;
  readonly tax_exempt: number;
  readonly payment_terms_days: number | null;
  readonly credit_limit: string | null;
  readonly credit_rating: string | null;
  readonly country: string | null;
  readonly state: string | null;
  readonly city: string | null;
  readonly postcode: string | null;
  readonly street: string | null;
  readonly billing_country: string | null;
  readonly billing_state: string | null;
  readonly billing_city: string | null;
  readonly billing_postcode: string | null;
  readonly billing_street: string | null;
  readonly same_shipping: number;
  readonly language: string | null;
  readonly active: number;
  readonly unconfirmed: number;
  readonly created_at: Date;
  readonly invoiced: string | null;
  readonly paid: string | null;
  readonly outstanding: string | null;
  readonly last_transaction_on: string | Date | null;
  readonly tax_rate: string | null;
  readonly payment_mode: string | null;
  readonly account_manager: string | null;
  readonly created_by: string | null;
  readonly mine: number;
  readonly groups: readonly Named[];
  readonly admins: readonly Named[];
  readonly products: readonly Named[];
  /** By the key of the tab. */
  readonly counts: Readonly<Record<string, number>>;
}

const MINE = 'EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = ? AND a.customer_id = c.id) AS mine';
const COLUMNS = `c.id, c.number, c.type, c.display_name, c.email, c.phone, c.fax, c.website, c.vat_number, c.picture_id, c.currency,
  c.discount_kind, c.discount_percent, c.tax_exempt, c.payment_terms_days, c.credit_limit, c.credit_rating, c.country, c.state, c.city,
  c.postcode, c.street, c.billing_country, c.billing_state, c.billing_city, c.billing_postcode, c.billing_street, c.same_shipping,
  c.language, c.active, c.unconfirmed, c.created_at`;
const JOINS = `LEFT JOIN customer_balances b ON b.customer_id = c.id
  LEFT JOIN tax_rates t ON t.id = c.tax_rate_id
  LEFT JOIN payment_modes p ON p.id = c.payment_mode_id
  LEFT JOIN staff m ON m.id = c.account_manager_id
  LEFT JOIN staff s ON s.id = c.created_by_id`;

const listed = (table: string, column: string, names: string) =>
  `(SELECT JSON_ARRAYAGG(JSON_OBJECT('id', CAST(n.id AS CHAR), 'name', n.name)) FROM ${table} k JOIN ${names} n ON n.id = k.${column} WHERE k.customer_id = c.id)`;

/** Counts of this module's own tabs. */
export const NOTE_COUNT = '(SELECT COUNT(*) FROM notes k WHERE k.customer_id = c.id AND k.deleted_at IS NULL)';
export const ADMIN_COUNT = '(SELECT COUNT(*) FROM customer_admins k WHERE k.customer_id = c.id)';
export const ADDRESS_COUNT = `((COALESCE(c.street, c.postcode, c.city, c.state, c.country) IS NOT NULL)
  + (COALESCE(c.billing_street, c.billing_postcode, c.billing_city, c.billing_state, c.billing_country) IS NOT NULL)
  + (SELECT COUNT(*) FROM shipping_addresses k WHERE k.customer_id = c.id))`;

/** Fills the customer page: its header, key facts and the counts of its tabs are one query (CUS-21). */
@Injectable()
export class CustomerPageQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly tabs: CustomerTabs,
  ) {}

  /** @throws NotFound, also for what is there but not visible. */
  async row(actor: StaffActor, id: string): Promise<CustomerPageRow> {
    const visible = visibleCustomers(actor);
    const counted = this.tabs.all().filter(({ count }) => count !== null);
    const counts = counted.map(({ key, count }) => `'${key}', ${count}`).join(', ');
    const rows: (Omit<CustomerPageRow, 'groups' | 'admins' | 'products' | 'counts'> & Record<'groups_json' | 'admins_json' | 'products_json' | 'counts_json', unknown>)[] =
      await this.dataSource.query(
        `SELECT ${COLUMNS}, b.invoiced, b.paid, b.outstanding, b.last_transaction_on, t.name AS tax_rate, p.name AS payment_mode,
           m.name AS account_manager, s.name AS created_by, ${MINE},
           ${listed('customer_group_members', 'group_id', 'customer_groups')} AS groups_json,
           ${listed('customer_admins', 'staff_id', 'staff')} AS admins_json,
           ${listed('customer_products', 'product_id', 'products')} AS products_json,
           JSON_OBJECT(${counts}) AS counts_json
         FROM customers c ${JOINS} WHERE c.id = ? AND ${visible.sql}`,
        [actor.id, id, ...visible.params],
      );
    if (rows.length === 0) throw new NotFound();
    const [{ groups_json, admins_json, products_json, counts_json, ...row }] = rows;
    return { ...row, id: String(row.id), groups: named(groups_json), admins: named(admins_json), products: named(products_json), counts: readJson(counts_json) };
  }

  async shippingAddresses(customerId: string): Promise<readonly ShippingRow[]> {
    return this.dataSource.query(
      'SELECT id, default_key, name, country, state, city, postcode, street FROM shipping_addresses WHERE customer_id = ? ORDER BY default_key DESC, id',
      [customerId],
    );
  }
}

export interface ShippingRow {
  readonly id: string;
  readonly default_key: number | null;
  readonly name: string | null;
  readonly country: string;
  readonly state: string | null;
  readonly city: string;
  readonly postcode: string | null;
  readonly street: string;
}

function named(json: unknown): Named[] {
  return json === null ? [] : readJson<Named[]>(json);
}
