import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isMissingReference } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import type { Changes } from '../activity/activity';
import { GroupQueries } from '../groups/groups.queries';
import type { CustomerInput, ShippingAddressInput } from './customer-input';

type Related = Pick<CustomerInput, 'groupIds' | 'productIds' | 'shippingAddresses'>;

export interface RelatedNames {
  readonly groups: readonly string[];
  readonly products: readonly string[];
  readonly shippingAddresses: readonly string[];
}

/** The rows that hang on a customer: groups, products, shipping addresses, customer admins, notes. */
@Injectable()
export class CustomerRelations {
  constructor(private readonly groups: GroupQueries) {}

  /** Makes them for a customer that has none yet. */
  async make(tx: EntityManager, customerId: string, input: Related & { details: { sameShipping: boolean } }, now: Date): Promise<void> {
    await this.holdGroups(tx, customerId, input.groupIds);
    await insert(tx, 'customer_group_members', 'group_id', customerId, input.groupIds, 'groupIds');
    await insert(tx, 'customer_products', 'product_id', customerId, input.productIds, 'productIds');
    if (!input.details.sameShipping) await this.writeAddresses(tx, customerId, input.shippingAddresses, now);
  }

  /** Makes them as `input` says; rows that are there already stay. While shipping is the same, the address book rests. */
  async write(tx: EntityManager, customerId: string, input: Related & { details: { sameShipping: boolean } }, now: Date): Promise<void> {
    await this.holdGroups(tx, customerId, input.groupIds);
    await replace(tx, 'customer_group_members', 'group_id', customerId, input.groupIds, 'groupIds');
    await replace(tx, 'customer_products', 'product_id', customerId, input.productIds, 'productIds');
    if (!input.details.sameShipping) await this.writeAddresses(tx, customerId, input.shippingAddresses, now);
  }

  async addAdmin(tx: EntityManager, customerId: string, staffId: string, now: Date): Promise<void> {
    await tx.query('INSERT IGNORE INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, ?)', [staffId, customerId, now]);
  }

  async addNote(tx: EntityManager, customerId: string, staffId: string | null, body: string, now: Date): Promise<void> {
    await tx.query('INSERT INTO notes (customer_id, staff_id, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [customerId, staffId, body, now, now]);
  }

  /** Names of what hangs on the customer, for the log. */
  async read(tx: EntityManager, customerId: string): Promise<RelatedNames> {
    const groups: { name: string }[] = await tx.query(
      'SELECT g.name FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id WHERE m.customer_id = ? ORDER BY g.name',
      [customerId],
    );
    const products: { name: string }[] = await tx.query(
      'SELECT p.name FROM customer_products m JOIN products p ON p.id = m.product_id WHERE m.customer_id = ? ORDER BY p.name',
      [customerId],
    );
    const addresses: { text: string }[] = await tx.query(
      "SELECT CONCAT(CONCAT_WS(', ', name, street, postcode, city, state, country), IF(default_key = 1, ' *', '')) AS text FROM shipping_addresses WHERE customer_id = ? ORDER BY id",
      [customerId],
    );
    return { groups: groups.map(({ name }) => name), products: products.map(({ name }) => name), shippingAddresses: addresses.map(({ text }) => text) };
  }

  changes(before: RelatedNames, after: RelatedNames): Changes {
    const names = Object.keys(before) as (keyof RelatedNames)[];
    return Object.fromEntries(
      names
        .map((name) => [name, [before[name].join('; '), after[name].join('; ')]] as const)
        .filter(([, [old, value]]) => old !== value),
    );
  }

  /** The changes with names in place of ids. */
  async named(tx: EntityManager, changes: Changes): Promise<Changes> {
    const entries = Object.entries(changes).map(async ([field, values]) => {
      const table = NAMED[field];
      if (table === undefined) return [field, values] as const;
      const rows: { id: string; name: string }[] = await tx.query(`SELECT id, name FROM ${table} WHERE id IN (?)`, [values.map((id) => id ?? '0')]);
      const names = new Map(rows.map(({ id, name }) => [String(id), name]));
      return [field, [names.get(String(values[0])) ?? null, names.get(String(values[1])) ?? null]] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** A group that is being deleted takes nobody in; who is in it stays until its members are moved. */
  private async holdGroups(tx: EntityManager, customerId: string, ids: readonly string[]): Promise<void> {
    const held = new Set(await this.groups.hold(tx, ids));
    const others = ids.filter((id) => !held.has(id));
    if (others.length === 0) return;
    const rows: unknown[] = await tx.query('SELECT 1 FROM customer_group_members WHERE customer_id = ? AND group_id IN (?)', [customerId, others]);
    if (rows.length !== others.length) throw new FieldRefused('groupIds', { key: 'errors.choice' });
  }

  private async writeAddresses(tx: EntityManager, customerId: string, addresses: readonly ShippingAddressInput[], now: Date): Promise<void> {
    const kept = addresses.flatMap(({ id }) => (id ? [id] : []));
    await tx.query('DELETE FROM shipping_addresses WHERE customer_id = ? AND id NOT IN (?)', [customerId, kept.length > 0 ? kept : ['0']]);
    await tx.query('UPDATE shipping_addresses SET default_key = NULL WHERE customer_id = ?', [customerId]);
    const chosen = Math.max(0, addresses.findIndex(({ isDefault }) => isDefault));
    for (const [index, address] of addresses.entries()) {
      const values = [index === chosen ? 1 : null, address.name, address.country, address.state, address.city, address.postcode, address.street];
      const result: { affectedRows: number } | null = address.id
        ? await tx.query(
            'UPDATE shipping_addresses SET default_key = ?, name = ?, country = ?, state = ?, city = ?, postcode = ?, street = ?, version = version + 1, updated_at = ? WHERE id = ? AND customer_id = ?',
            [...values, now, address.id, customerId],
          )
        : null;
      // A row that somebody removed meanwhile is made again: what was typed is never lost.
      if (!result || result.affectedRows === 0) {
        await tx.query(
          'INSERT INTO shipping_addresses (default_key, name, country, state, city, postcode, street, created_at, updated_at, customer_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          [...values, now, now, customerId],
        );
      }
    }
  }
}

const NAMED: Readonly<Record<string, string>> = { taxRateId: 'tax_rates', paymentModeId: 'payment_modes', accountManagerId: 'staff' };

/** Makes the rows of a linking table those of `ids`. @throws FieldRefused when one of them is gone. */
async function replace(tx: EntityManager, table: string, column: string, customerId: string, ids: readonly string[], field: string): Promise<void> {
  await tx.query(`DELETE FROM ${table} WHERE customer_id = ? AND ${column} NOT IN (?)`, [customerId, ids.length > 0 ? ids : ['0']]);
  await insert(tx, table, column, customerId, ids, field);
}

async function insert(tx: EntityManager, table: string, column: string, customerId: string, ids: readonly string[], field: string): Promise<void> {
  if (ids.length === 0) return;
  try {
    // A row that is there already is kept; IGNORE would hide a group that was deleted meanwhile.
    await tx.query(`INSERT INTO ${table} (${column}, customer_id) VALUES ? ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)`, [ids.map((id) => [id, customerId])]);
  } catch (error) {
    throw isMissingReference(error) ? new FieldRefused(field, { key: 'errors.choice' }) : error;
  }
}
