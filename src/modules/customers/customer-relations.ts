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

type Change = readonly [before: string, after: string];

/** The rows that hang on a customer: groups, products, shipping addresses, customer admins, notes. */
@Injectable()
export class CustomerRelations {
  constructor(private readonly groups: GroupQueries) {}

  /** Makes them for a customer that has none yet. */
  async make(tx: EntityManager, customerId: string, input: Related & { details: { sameShipping: boolean } }, now: Date): Promise<void> {
    await this.holdGroups(tx, customerId, input.groupIds);
    await insert(tx, GROUPS, customerId, input.groupIds);
    await insert(tx, PRODUCTS, customerId, input.productIds);
    if (!input.details.sameShipping) await this.writeAddresses(tx, customerId, input.shippingAddresses, now);
  }

  /**
   * Makes them as `input` says; rows that are there already stay, and what is alike is not touched. While shipping is the
   * same, the address book rests.
   * @returns what changed, in names, for the log.
   */
  async change(tx: EntityManager, customerId: string, input: Related & { details: { sameShipping: boolean } }, now: Date): Promise<Changes> {
    const groups = await this.changeSet(tx, GROUPS, customerId, input.groupIds);
    const products = await this.changeSet(tx, PRODUCTS, customerId, input.productIds);
    const addresses = input.details.sameShipping ? null : await this.changeAddresses(tx, customerId, input.shippingAddresses, now);
    const all = { groups, products, shippingAddresses: addresses };
    return Object.fromEntries(Object.entries(all).flatMap(([name, change]) => (change && change[0] !== change[1] ? [[name, change]] : [])));
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

  private async changeSet(tx: EntityManager, set: LinkingTable, customerId: string, ids: readonly string[]): Promise<Change | null> {
    const rows: { id: string; name: string }[] = await tx.query(
      `SELECT t.id, t.name FROM ${set.table} m JOIN ${set.names} t ON t.id = m.${set.column} WHERE m.customer_id = ? ORDER BY t.name`,
      [customerId],
    );
    const before = new Set(rows.map(({ id }) => String(id)));
    if (before.size === ids.length && ids.every((id) => before.has(id))) return null;
    if (set === GROUPS) await this.holdGroups(tx, customerId, ids);
    await tx.query(`DELETE FROM ${set.table} WHERE customer_id = ? AND ${set.column} NOT IN (?)`, [customerId, ids.length > 0 ? ids : ['0']]);
    await insert(tx, set, customerId, ids);
    const after: { name: string }[] = await tx.query(`SELECT name FROM ${set.names} WHERE id IN (?) ORDER BY name`, [ids.length > 0 ? ids : ['0']]);
    return [rows.map(({ name }) => name).join('; '), after.map(({ name }) => name).join('; ')];
  }

  private async changeAddresses(tx: EntityManager, customerId: string, addresses: readonly ShippingAddressInput[], now: Date): Promise<Change> {
    const before = await addressTexts(tx, customerId);
    await this.writeAddresses(tx, customerId, addresses, now);
    return [before, await addressTexts(tx, customerId)];
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

interface LinkingTable {
  readonly table: string;
  readonly column: string;
  /** Table of what is linked. */
  readonly names: string;
  /** The field of the form. */
  readonly field: string;
}

const GROUPS: LinkingTable = { table: 'customer_group_members', column: 'group_id', names: 'customer_groups', field: 'groupIds' };
const PRODUCTS: LinkingTable = { table: 'customer_products', column: 'product_id', names: 'products', field: 'productIds' };

/** Adds the rows that are not there yet. @throws FieldRefused when one of what they link to is gone. */
async function insert(tx: EntityManager, { table, column, field }: LinkingTable, customerId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    // A row that is there already is kept; IGNORE would hide a group that was deleted meanwhile.
    await tx.query(`INSERT INTO ${table} (${column}, customer_id) VALUES ? ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)`, [ids.map((id) => [id, customerId])]);
  } catch (error) {
    throw isMissingReference(error) ? new FieldRefused(field, { key: 'errors.choice' }) : error;
  }
}

/** The address book on one line, the default address marked. */
async function addressTexts(tx: EntityManager, customerId: string): Promise<string> {
  const rows: { text: string }[] = await tx.query(
    "SELECT CONCAT(CONCAT_WS(', ', name, street, postcode, city, state, country), IF(default_key = 1, ' *', '')) AS text FROM shipping_addresses WHERE customer_id = ? ORDER BY id",
    [customerId],
  );
  return rows.map(({ text }) => text).join('; ');
}
