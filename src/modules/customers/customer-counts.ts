import type { EntityManager } from 'typeorm';

/** The kept count is spread over rows, so that people who create at the same time do not wait for one another. */
const SLOTS = 16;

/** Adds to the kept number of customers outside the trash (CUS-6); `by` may be negative. To be called last in `tx`. */
export async function countCustomers(tx: EntityManager, by: number): Promise<void> {
  if (by === 0) return;
  const slot = Math.floor(Math.random() * SLOTS);
  await tx.query('INSERT INTO customer_counts (slot, total) VALUES (?, ?) ON DUPLICATE KEY UPDATE total = total + VALUES(total)', [slot, by]);
}

/** The kept number of customers outside the trash. */
export async function customerCount(manager: EntityManager): Promise<number> {
  const rows: { total: string | null }[] = await manager.query('SELECT SUM(total) AS total FROM customer_counts');
  return Number(rows[0].total ?? 0);
}
