import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor, StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { Group } from './group.entity';
import type { GroupRenameForm } from './group.form';

export const GROUPS_PATH = '/admin/groups';

/** Adds and renames groups (GRP-1). */
@Injectable()
export class GroupsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Adds a group, also on the spot in a customer's form (GRP-2) or for an import.
   * @param name trimmed, 1 to 100 characters.
   * @returns its id.
   * @throws FieldRefused at `name` when there is one with that name, in whatever case and accents.
   */
  async add(tx: EntityManager, actor: Actor, name: string): Promise<string> {
    const now = this.clock.now();
    const inserted = await tx.insert(Group, { name, createdAt: now, updatedAt: now }).catch((error: unknown) => refuse(error, name));
    const id = String(inserted.identifiers[0].id);
    await this.activity.record(tx, { actor, at: now, action: 'group.created', subject: { kind: 'group', id, name } });
    return id;
  }

  create(actor: StaffActor, post: Post, name: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.add(tx, actor, name);
      return GROUPS_PATH;
    });
  }

  /** @throws Conflict when somebody else renamed it since; FieldRefused as `add`. */
  rename(actor: StaffActor, post: Post, id: string, { name, version }: GroupRenameForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const before = await tx.findOneBy(Group, { id });
      if (!before) throw new NotFound();
      if (before.version === version && before.name === name) return GROUPS_PATH;
      const result = await tx.update(Group, { id, version }, { name, version: version + 1, updatedAt: now }).catch((error: unknown) => refuse(error, name));
      if (result.affected !== 1) throw new Conflict({ key: 'groups.errors.changed', params: { name: before.name } });
      await this.activity.record(tx, { actor, at: now, action: 'group.renamed', subject: { kind: 'group', id, name }, changes: { name: [before.name, name] } });
      return GROUPS_PATH;
    });
  }
}

function refuse(error: unknown, name: string): never {
  throw isDuplicate(error, 'customer_groups_name') ? new FieldRefused('name', { key: 'errors.taken', params: { name } }) : error;
}
