import type { EntityManager } from 'typeorm';
import type { Links } from './import-plan';

/** Puts customers into their groups and gives them their products. @param groups ids of the groups that were made for this batch, by name */
export async function linkRows(tx: EntityManager, customers: readonly { id: string; links: Links }[], groups: ReadonlyMap<string, string>): Promise<void> {
  const groupRows = customers.flatMap(({ id, links }) => [...new Set([...links.groupIds, ...links.newGroups.map((name) => groups.get(name) as string)])].map((group) => [group, id]));
  const productRows = customers.flatMap(({ id, links }) => links.productIds.map((product) => [product, id]));
  // A row that is there already is kept; IGNORE would hide a group that was deleted meanwhile.
  if (groupRows.length > 0) await tx.query('INSERT INTO customer_group_members (group_id, customer_id) VALUES ? ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)', [groupRows]);
  if (productRows.length > 0) await tx.query('INSERT INTO customer_products (product_id, customer_id) VALUES ? ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)', [productRows]);
}
