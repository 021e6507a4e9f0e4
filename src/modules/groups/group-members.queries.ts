import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

/** Beyond this the number of members is "10,000+": counting on would cost more than it tells. */
export const COUNTED_UP_TO = 10_000;

/** A trash of so many customers is taken off from the number of members in one walk. */
const SMALL_TRASH = 10_000;
const ALL_MEMBERS = 'SELECT 1 FROM customer_group_members WHERE group_id = ? LIMIT ?';
const LIVE_MEMBERS = 'SELECT 1 FROM customer_group_members m JOIN customers c ON c.id = m.customer_id AND c.deleted_at IS NULL WHERE m.group_id = ? LIMIT ?';

export interface MemberCount {
  readonly count: number;
  /** There are more than `count`. */
  readonly more: boolean;
}

/** Who is in which group. What lies in the trash keeps its groups but counts nowhere. */
@Injectable()
export class GroupMembers {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Members of each group, without those in the trash. Walks indexes alone, so far as "10,000+" needs, so a group of a
   * million costs no more than one of ten thousand; only with a large trash each member is looked at.
   */
  async count(groupIds: readonly string[]): Promise<ReadonlyMap<string, MemberCount>> {
    if (groupIds.length === 0) return new Map();
    const trash = await this.trashSize();
    const live = trash > SMALL_TRASH ? await this.countEach(groupIds, LIVE_MEMBERS, COUNTED_UP_TO + 1) : await this.countByDifference(groupIds, trash);
    return new Map(
      groupIds.map((id) => {
        const count = live.get(id) ?? 0;
        return [id, { count: Math.min(count, COUNTED_UP_TO), more: count > COUNTED_UP_TO }];
      }),
    );
  }

  /** Whether anybody is in it, in the trash or not. */
  async any(manager: EntityManager, groupId: string): Promise<boolean> {
    const rows: unknown[] = await manager.query('SELECT 1 FROM customer_group_members WHERE group_id = ? LIMIT 1', [groupId]);
    return rows.length > 0;
  }

  /** Moves at most `limit` members. Customers are locked first, as everywhere, lower id first. @returns how many left the group. */
  async move(tx: EntityManager, fromId: string, toId: string, limit: number): Promise<number> {
    const members: { id: string }[] = await tx.query('SELECT customer_id AS id FROM customer_group_members WHERE group_id = ? ORDER BY customer_id LIMIT ?', [fromId, limit]);
    if (members.length === 0) return 0;
    const ids = members.map(({ id }) => id);
    await tx.query('SELECT id FROM customers WHERE id IN (?) ORDER BY id FOR UPDATE', [ids]);
    await tx.query(
      'INSERT INTO customer_group_members (group_id, customer_id) SELECT ?, m.customer_id FROM customer_group_members m WHERE m.group_id = ? AND m.customer_id IN (?) ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)',
      [toId, fromId, ids],
    );
    const result: { affectedRows: number } = await tx.query('DELETE FROM customer_group_members WHERE group_id = ? AND customer_id IN (?)', [fromId, ids]);
    return result.affectedRows;
  }

  /** Customers in the trash, counted as far as it matters here. */
  private async trashSize(): Promise<number> {
    const rows: { total: string }[] = await this.dataSource.query("SELECT COUNT(*) AS total FROM (SELECT 1 FROM customers WHERE deleted_at > '1970-01-01' LIMIT ?) trash", [SMALL_TRASH + 1]);
    return Number(rows[0].total);
  }

  /** All members less those in the trash: who counts so many more than needed cannot fall short by the trash. */
  private async countByDifference(groupIds: readonly string[], trash: number): Promise<ReadonlyMap<string, number>> {
    const all = await this.countEach(groupIds, ALL_MEMBERS, COUNTED_UP_TO + trash + 1);
    if (trash === 0) return all;
    const trashed: { id: string; total: string }[] = await this.dataSource.query(
      `SELECT m.group_id AS id, COUNT(*) AS total FROM customers c JOIN customer_group_members m ON m.customer_id = c.id
       WHERE c.deleted_at > '1970-01-01' AND m.group_id IN (?) GROUP BY m.group_id`,
      [groupIds],
    );
    const less = new Map(trashed.map(({ id, total }) => [id, Number(total)]));
    return new Map([...all].map(([id, total]) => [id, total - (less.get(id) ?? 0)]));
  }

  private async countEach(groupIds: readonly string[], members: string, upTo: number): Promise<ReadonlyMap<string, number>> {
    const one = `SELECT ? AS id, (SELECT COUNT(*) FROM (${members}) counted) AS total`;
    const rows: { id: string; total: string }[] = await this.dataSource.query(groupIds.map(() => one).join(' UNION ALL '), groupIds.flatMap((id) => [id, id, upTo]));
    return new Map(rows.map(({ id, total }) => [String(id), Number(total)]));
  }
}
