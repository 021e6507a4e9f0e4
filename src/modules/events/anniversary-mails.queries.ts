import type { EntityManager } from 'typeorm';

/** Staff who want the mail and have not been seen to in that period, by id. */
export async function dueStaff(manager: EntityManager, period: string, after: string, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT id FROM staff WHERE id > ? AND active = 1 AND anniversary_mail = 1 AND (anniversary_mail_on IS NULL OR anniversary_mail_on < ?) ORDER BY id LIMIT ${limit}`,
    [after, period],
  );
  return rows.map(({ id }) => String(id));
}

/** Of any number of callers one gets true. */
export async function takePeriod(tx: EntityManager, staffId: string, period: string): Promise<boolean> {
  const result: { affectedRows: number } = await tx.query(
    'UPDATE staff SET anniversary_mail_on = ? WHERE id = ? AND active = 1 AND anniversary_mail = 1 AND (anniversary_mail_on IS NULL OR anniversary_mail_on < ?)',
    [period, staffId, period],
  );
  return result.affectedRows === 1;
}
