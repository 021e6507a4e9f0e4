import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Forbidden, NotFound } from '../../../kernel/http/errors';
import { DETAIL_FIELDS, type CustomerDetails } from '../customer-details';
import type { ShippingAddressInput } from '../customer-input';
import { displayName } from '../customer-names';
import { customerAbilities, visibleCustomers } from '../customer.policy';
import type { CustomerSnapshot } from '../customer-snapshot';
import { Customer } from '../customer.entity';

interface ShippingRow {
  id: string;
  default_key: number | null;
  name: string | null;
  country: string;
  state: string | null;
  city: string;
  postcode: string | null;
  street: string;
}

export interface LastEdit {
  readonly by: string;
  readonly at: Date;
}

/** What the edit form reads of a customer. */
@Injectable()
export class CustomerEditQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @throws NotFound for what `actor` cannot see, Forbidden for what it may only look at; asked before anything else (behaviour: refuse before validating). */
  async demandEdit(actor: StaffActor, id: string): Promise<void> {
    const visible = visibleCustomers(actor);
    const rows: { mine: number }[] = await this.dataSource.query(
      `SELECT EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = ? AND a.customer_id = c.id) AS mine FROM customers c WHERE c.id = ? AND ${visible.sql}`,
      [actor.id, id, ...visible.params],
    );
    if (rows.length === 0) throw new NotFound();
    if (!customerAbilities(actor, { mine: Number(rows[0].mine) === 1 }).edit) throw new Forbidden({ key: 'errors.not_allowed' });
  }

  /** The customer as it stands; in `tx` its row is locked. @throws NotFound when it is gone. */
  async read(id: string, tx?: EntityManager): Promise<CustomerSnapshot> {
    const manager = tx ?? this.dataSource.manager;
    const row = await manager.findOne(Customer, { where: { id }, ...(tx ? { lock: { mode: 'pessimistic_write' as const } } : {}) });
    if (!row || row.deletedAt) throw new NotFound();
    const details = Object.fromEntries(DETAIL_FIELDS.map((field) => [field, row[field]])) as unknown as CustomerDetails;
    return {
      id, version: row.version, name: displayName(details), details, number: row.number,
      groupIds: await ids(manager, 'SELECT group_id AS id FROM customer_group_members WHERE customer_id = ?', id),
      productIds: await ids(manager, 'SELECT product_id AS id FROM customer_products WHERE customer_id = ?', id),
      shippingAddresses: await shipping(manager, id),
    };
  }

  /** Who changed the customer itself last, and when. */
  async lastEdit(id: string): Promise<LastEdit | null> {
    const rows: { actor_name: string; at: Date }[] = await this.dataSource.query(
      "SELECT actor_name, at FROM activities WHERE customer_id = ? AND subject_kind = 'customer' ORDER BY id DESC LIMIT 1",
      [id],
    );
    return rows.length > 0 ? { by: rows[0].actor_name, at: rows[0].at } : null;
  }

  /** Those of `fileIds` that are pictures of customers, in the trash too. */
  async picturesAmong(fileIds: readonly string[]): Promise<string[]> {
    if (fileIds.length === 0) return [];
    return ids(this.dataSource.manager, 'SELECT DISTINCT picture_id AS id FROM customers WHERE picture_id IN (?)', fileIds);
  }

  /** True when `fileId` is the picture of a customer that `actor` sees. */
  async showsPicture(actor: StaffActor, fileId: string): Promise<boolean> {
    const visible = visibleCustomers(actor);
    const rows: unknown[] = await this.dataSource.query(`SELECT 1 FROM customers c WHERE c.picture_id = ? AND ${visible.sql} LIMIT 1`, [fileId, ...visible.params]);
    return rows.length > 0;
  }
}

async function ids(manager: EntityManager, sql: string, value: string | readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(sql, [value]);
  return rows.map((row) => String(row.id));
}

async function shipping(manager: EntityManager, customerId: string): Promise<ShippingAddressInput[]> {
  const rows: ShippingRow[] = await manager.query(
    'SELECT id, default_key, name, country, state, city, postcode, street FROM shipping_addresses WHERE customer_id = ? ORDER BY id',
    [customerId],
  );
  return rows.map(({ id, default_key, ...row }) => ({ ...row, id: String(id), isDefault: Number(default_key) === 1 }));
}
