import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../kernel/access/actor';

/** Notes down that `actor` put something into the trash. @returns the deletion's id, by which all that went along comes back. */
export async function insertDeletion(tx: EntityManager, actor: Pick<Actor, 'kind' | 'id' | 'name'>, kind: string, subjectId: string, now: Date): Promise<string> {
  const result: { insertId: string | number } = await tx.query(
    'INSERT INTO deletions (subject_kind, subject_id, staff_id, staff_name, deleted_at) VALUES (?, ?, ?, ?, ?)',
    [kind, subjectId, actor.kind === 'staff' ? actor.id : null, actor.name, now],
  );
  return String(result.insertId);
}
