import type { EntityManager, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';

/**
 * A change of state as one conditional update. True when this caller made it, false when the row was no longer
 * in the state asked for: of ten claimants one wins.
 */
export async function claim<T extends ObjectLiteral>(
  tx: EntityManager,
  entity: EntityTarget<T>,
  where: FindOptionsWhere<T>,
  set: QueryDeepPartialEntity<T>,
): Promise<boolean> {
  const result = await tx.update(entity, where, set);
  return result.affected === 1;
}
