import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, Not } from 'typeorm';
import { inTransaction } from '../../kernel/db/transaction';
import type { Job } from '../../kernel/jobs/job';
import { GroupMembers } from './group-members.queries';
import { Group } from './group.entity';

/** Members moved in one transaction. */
const CHUNK = 500;
/** Members moved in one run, so that a run stays short; the next one goes on. */
const A_RUN = 200_000;

/** Moves the members of deleted groups to the group chosen for them, in small transactions, and then ends the group. */
@Injectable()
export class MoveGroupMembers implements Job {
  readonly name = 'move-group-members';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly members: GroupMembers,
  ) {}

  async run(): Promise<number> {
    const leaving = await this.dataSource.manager.find(Group, { where: { movingToId: Not(IsNull()) }, order: { id: 'ASC' } });
    let moved = 0;
    for (const { id } of leaving) moved += await this.move(id, A_RUN - moved);
    return moved;
  }

  /** Moves up to about `limit` members of this group; does nothing for one that is not on its way out. @returns how many moved. */
  async move(id: string, limit: number): Promise<number> {
    let moved = 0;
    while (moved < limit) {
      const group = await this.dataSource.manager.findOneBy(Group, { id });
      const target = group?.movingToId;
      if (!target) return moved;
      const chunk = await inTransaction(this.dataSource, (tx) => this.members.move(tx, id, target, CHUNK));
      if (chunk === 0 && (await this.end(id))) return moved;
      moved += chunk;
    }
    return moved;
  }

  /** @returns false while somebody is (again) in it. */
  private end(id: string): Promise<boolean> {
    return inTransaction(this.dataSource, async (tx) => {
      await tx.query('SELECT id FROM customer_groups WHERE id = ? FOR UPDATE', [id]);
      if (await this.members.any(tx, id)) return false;
      await tx.delete(Group, { id });
      return true;
    });
  }
}
