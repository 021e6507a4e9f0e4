import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFound } from '../../kernel/http/errors';
import type { Choice } from '../../kernel/views/form';
import { Group } from './group.entity';
import { GroupMembers, type MemberCount } from './group-members.queries';

export const GROUPS_PAGE = 50;

export interface GroupRow extends MemberCount {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Name of the group its members are on their way to. */
  readonly movingTo: string | null;
}

/** Fills the pages of groups, and what other pages show of them. */
@Injectable()
export class GroupQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly members: GroupMembers,
  ) {}

  /** @param page from 1. */
  async list(q: string, page: number): Promise<{ rows: GroupRow[]; total: number }> {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    const groups: Omit<GroupRow, 'count' | 'more'>[] = await this.dataSource.query(
      'SELECT g.id, g.name, g.version, t.name AS movingTo FROM customer_groups g LEFT JOIN customer_groups t ON t.id = g.moving_to_id WHERE g.name LIKE ? ORDER BY g.name LIMIT ? OFFSET ?',
      [like, GROUPS_PAGE, (page - 1) * GROUPS_PAGE],
    );
    const counted: { total: string }[] = await this.dataSource.query('SELECT COUNT(*) AS total FROM customer_groups WHERE name LIKE ?', [like]);
    const counts = await this.members.count(groups.map(({ id }) => id));
    const rows = groups.map((group) => ({ ...group, ...(counts.get(group.id) ?? { count: 0, more: false }) }));
    return { rows, total: Number(counted[0].total) };
  }

  /** The groups that can be chosen, by name; those on their way out are not among them. */
  async options(): Promise<Choice[]> {
    const groups: { id: string; name: string }[] = await this.dataSource.query('SELECT id, name FROM customer_groups WHERE moving_to_id IS NULL ORDER BY name');
    return groups.map(({ id, name }) => ({ value: id, label: name }));
  }

  /** Those of `ids` that can be chosen; they stay until `tx` ends, so that no deletion comes between. */
  async hold(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const groups: { id: string }[] = await tx.query('SELECT id FROM customer_groups WHERE id IN (?) AND moving_to_id IS NULL ORDER BY id LOCK IN SHARE MODE', [ids]);
    return groups.map(({ id }) => id);
  }

  /** @throws NotFound */
  async group(id: string): Promise<Group> {
    const group = await this.dataSource.manager.findOneBy(Group, { id });
    if (!group) throw new NotFound();
    return group;
  }
}
