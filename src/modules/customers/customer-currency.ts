import type { EntityManager } from 'typeorm';

/**
 * Keeps the currency by which a customer's figures are sorted, the base currency first (CUS-14).
 * @param currency null: the base currency.
 */
export async function writeBalanceCurrency(tx: EntityManager, customerId: string, currency: string | null, base: string): Promise<void> {
  const rank = currency === null || currency === base ? 0 : await placeOf(tx, currency);
  await tx.query(
    'INSERT INTO customer_balances (customer_id, currency, currency_rank) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE currency = VALUES(currency), currency_rank = VALUES(currency_rank)',
    [customerId, currency, rank],
  );
}

/** When the base currency changes, as it may before the first document, those who have one of the two by name move. */
export async function rankAfterBaseChange(tx: EntityManager, before: string, after: string): Promise<void> {
  await tx.query('UPDATE customer_balances SET currency_rank = ? WHERE currency = ?', [await placeOf(tx, before), before]);
  await tx.query('UPDATE customer_balances SET currency_rank = 0 WHERE currency = ?', [after]);
}

/** Its place among the currencies of the settings, from 1; 0 is the base currency's. */
async function placeOf(tx: EntityManager, currency: string): Promise<number> {
  const rows: { position: number }[] = await tx.query('SELECT position FROM currencies WHERE code = ?', [currency]);
  return Number(rows[0]?.position ?? 0) + 1;
}
