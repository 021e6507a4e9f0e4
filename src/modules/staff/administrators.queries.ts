import type { EntityManager } from 'typeorm';

/** Ids of the administrators who hear of what waits for them, the longest here first. */
export async function activeAdministrators(manager: EntityManager): Promise<string[]> {
  const rows: { id: string }[] = await manager.query('SELECT id FROM staff WHERE administrator = 1 AND active = 1 ORDER BY id');
  return rows.map(({ id }) => String(id));
}
