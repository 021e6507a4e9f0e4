import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { SectionRows } from '../settings/section-rows.queries';
import { SettingsStore } from '../settings/settings.store';
import { GroupMembers } from './group-members.queries';
import { Group } from './group.entity';
import { GROUPS_PATH } from './groups.service';
import { MoveGroupMembers } from './move-group-members';

/** Members moved before the page answers; the job moves the rest. */
const AT_ONCE = 5_000;

/** What a group's deletion depends on. */
export interface DeletionFacts {
  readonly isDefault: boolean;
  readonly used: boolean;
}

/** Deletes groups: unused ones at once, used ones once their members have moved to another (GRP-3). */
@Injectable()
export class GroupDeletion {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly members: GroupMembers,
    private readonly moves: MoveGroupMembers,
    private readonly settingRows: SectionRows,
    private readonly settings: SettingsStore,
    private readonly activity: ActivityLog,
  ) {}

  async facts(id: string, manager: EntityManager = this.dataSource.manager): Promise<DeletionFacts> {
    const { defaultGroupId } = await this.settingRows.read('customers', manager);
    return { isDefault: defaultGroupId === id, used: await this.members.any(manager, id) };
  }

  /**
   * @param targetId where members go and what becomes the default group; needed when there are members or it is the default.
   * @returns whether the group is gone already; else its members are still moving.
   * @throws FieldRefused at `targetId`; Conflict while members are moving out of it or into it.
   */
  async delete(actor: StaffActor, post: Post, id: string, targetId: string | null): Promise<{ location: string; gone: boolean }> {
    const location = await oncePerPost(this.dataSource, post, async (tx) => {
      const { group, target } = await this.lock(tx, id, targetId);
      const facts = await this.facts(id, tx);
      if ((facts.used || facts.isDefault) && !target) throw new FieldRefused('targetId', { key: 'groups.errors.chooseTarget' });
      if (facts.isDefault && target) await this.changeDefault(tx, actor, group, target);
      if (facts.used && target) await tx.update(Group, { id }, { movingToId: target.id, version: group.version + 1 });
      else await tx.delete(Group, { id });
      await this.record(tx, actor, group, facts.used ? target : null);
      return GROUPS_PATH;
    });
    await this.settings.reload();
    await this.moves.move(id, AT_ONCE);
    return { location, gone: !(await this.dataSource.manager.existsBy(Group, { id })) };
  }

  /** Both rows, lower id first; whoever adds a member waits here, and then finds the group gone. */
  private async lock(tx: EntityManager, id: string, targetId: string | null): Promise<{ group: Group; target: Group | null }> {
    const ids = targetId ? [id, targetId] : [id];
    const rows = await tx.createQueryBuilder(Group, 'g').where('g.id IN (:...ids)', { ids }).orderBy('g.id').setLock('pessimistic_write').getMany();
    const group = rows.find((row) => row.id === id);
    if (!group) throw new NotFound();
    if (group.movingToId) throw new Conflict({ key: 'groups.errors.leaving', params: { name: group.name } });
    if (await tx.existsBy(Group, { movingToId: id })) throw new Conflict({ key: 'groups.errors.arriving', params: { name: group.name } });
    const target = rows.find((row) => row.id === targetId && row.id !== id && !row.movingToId) ?? null;
    if (targetId && !target) throw new FieldRefused('targetId', { key: 'errors.choice' });
    return { group, target };
  }

  private async changeDefault(tx: EntityManager, actor: StaffActor, group: Group, target: Group): Promise<void> {
    const now = this.clock.now();
    await this.settings.write(tx, { defaultGroupId: target.id }, now);
    const changes = { defaultGroupId: [group.id, target.id] as const };
    await this.activity.record(tx, { actor, at: now, action: 'settings.changed', subject: { kind: 'settings', id: null, name: 'customers' }, changes });
  }

  private async record(tx: EntityManager, actor: StaffActor, { id, name }: Group, movedTo: Group | null): Promise<void> {
    const changes = movedTo ? { movedTo: [null, movedTo.name] as const } : undefined;
    await this.activity.record(tx, { actor, at: this.clock.now(), action: 'group.deleted', subject: { kind: 'group', id, name }, ...(changes && { changes }) });
  }
}
