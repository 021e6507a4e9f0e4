import type { EntityManager } from 'typeorm';

/**
 * Inserts rows and counts their ids from the first, which is cheaper than reading them back: one statement of values is given its ids
 * together, at the distance that the server says (more than one in a cluster). The last row is looked at, so a server that
 * counts otherwise is found out.
 * @param sign a column by whose value the last row is known
 * @returns the ids in the order of the rows
 */
export async function insertCounted(tx: EntityManager, table: string, columns: readonly string[], rows: readonly (readonly unknown[])[], sign: string): Promise<string[]> {
  const result: { insertId: number | string } = await tx.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [rows]);
  const [{ step }]: { step: number | string }[] = await tx.query('SELECT @@auto_increment_increment AS step');
  const first = BigInt(result.insertId);
  const ids = rows.map((_, at) => String(first + BigInt(step) * BigInt(at)));
  const value = rows[rows.length - 1][columns.indexOf(sign)];
  const last: unknown[] = await tx.query(`SELECT id FROM ${table} WHERE id = ? AND ${sign} <=> ?`, [ids[ids.length - 1], value]);
  if (last.length === 0) throw new Error(`The ids of ${table} are not those counted from ${String(first)}`);
  return ids;
}
