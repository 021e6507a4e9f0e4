import type { EntityManager } from 'typeorm';
import { Conflict } from '../../kernel/http/errors';
import { Staff } from './staff.entity';

/**
 * Somebody must be left who can let others in: refuses what would take the last active administrator away. All active
 * administrators are locked, in the order of their ids, so of two who remove each other one is refused.
 * @param id whose rights or access end
 * @throws Conflict
 */
export async function demandAnotherAdministrator(tx: EntityManager, id: string): Promise<void> {
  const administrators = await tx.find(Staff, {
    select: { id: true },
    where: { administrator: true, active: true },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  if (administrators.length === 1 && administrators[0].id === id) throw new Conflict({ key: 'staff.lastAdministrator' });
}
