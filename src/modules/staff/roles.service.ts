import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SYSTEM, type Actor, type StaffActor } from '../../kernel/access/actor';
import type { RolePermission } from '../../kernel/access/permissions';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate, isReferenced } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { ChangedMeanwhile, Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { SystemSettings } from '../../kernel/http/system-settings';
import { Texts } from '../../kernel/i18n/texts';
import { changesBetween } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { RolePermissionRow } from './role-permission.entity';
import { Role } from './role.entity';
import { Staff } from './staff.entity';

export interface RoleFields {
  readonly name: string;
  readonly permissions: readonly RolePermission[];
}

const DEFAULT_ROLES: readonly { name: string; permissions: readonly RolePermission[] }[] = [
  {
    name: 'staff.roles.defaults.sales',
    permissions: ['customers.view', 'customers.create', 'customers.edit', 'customers.export', 'groups.view', 'groups.create', 'products.view'],
  },
  { name: 'staff.roles.defaults.reader', permissions: ['customers.view', 'groups.view', 'products.view'] },
];

/** Creates, changes and deletes roles. A change holds from its holders' next request on: rights are never kept in a session. */
@Injectable()
export class RolesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly settings: SystemSettings,
    private readonly texts: Texts,
  ) {}

  /** The roles a new installation begins with. */
  async createDefaults(tx: EntityManager): Promise<void> {
    const { language } = this.settings.current();
    for (const { name, permissions } of DEFAULT_ROLES) await this.insert(tx, SYSTEM, { name: this.texts.t(language, name), permissions });
  }

  /** @throws FieldRefused when another role has the name */
  create(actor: StaffActor, post: Post, fields: RoleFields): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.insert(tx, actor, fields);
      return '/admin/roles';
    });
  }

  /** @throws FieldRefused when another role has the name; ChangedMeanwhile when somebody else saved it first */
  edit(actor: StaffActor, post: Post, id: string, version: number, { name, permissions }: RoleFields): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const before = await this.locked(tx, id);
      if (before.version !== version) throw new ChangedMeanwhile();
      const ticked = await tx.findBy(RolePermissionRow, { roleId: id });
      const changes = changesBetween({ name: before.name, permissions: inOrder(ticked.map((row) => row.permission)) }, { name, permissions: inOrder(permissions) });
      if (!changes) return '/admin/roles';
      await tx.update(Role, { id }, { name, version: version + 1, updatedAt: this.clock.now() }).catch(refusal);
      await tx.delete(RolePermissionRow, { roleId: id });
      await this.tick(tx, id, permissions);
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'role.changed', subject: { kind: 'role', id, name }, changes });
      return '/admin/roles';
    });
  }

  /** @throws Conflict while somebody holds it, with links to those who do */
  delete(actor: StaffActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const role = await this.locked(tx, id);
      const holders = await tx.find(Staff, { where: { roleId: id }, order: { name: 'ASC' }, take: 20 });
      const inUse = () => new Conflict({ key: 'staff.roles.inUse' }, holders.map((staff) => ({ label: { key: 'staff.roles.holder', params: { name: staff.name } }, href: `/admin/staff/${staff.id}/edit` })));
      if (holders.length > 0) throw inUse();
      await tx.delete(Role, { id }).catch((error: unknown) => {
        throw isReferenced(error) ? inUse() : error;
      });
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'role.deleted', subject: { kind: 'role', id, name: role.name } });
      return '/admin/roles';
    });
  }

  private async insert(tx: EntityManager, actor: Actor, { name, permissions }: RoleFields): Promise<void> {
    const now = this.clock.now();
    const inserted = await tx.insert(Role, { name, createdAt: now, updatedAt: now }).catch(refusal);
    const id = String(inserted.identifiers[0].id);
    await this.tick(tx, id, permissions);
    await this.activity.record(tx, { actor, at: now, action: 'role.created', subject: { kind: 'role', id, name } });
  }

  private async tick(tx: EntityManager, roleId: string, permissions: readonly RolePermission[]): Promise<void> {
    if (permissions.length > 0) await tx.insert(RolePermissionRow, permissions.map((permission) => ({ roleId, permission })));
  }

  private async locked(tx: EntityManager, id: string): Promise<Role> {
    const role = await tx.findOne(Role, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!role) throw new NotFound();
    return role;
  }
}

function inOrder(permissions: readonly string[]): string {
  return [...permissions].sort().join(', ');
}

function refusal(error: unknown): never {
  if (isDuplicate(error, 'roles_name')) throw new FieldRefused('name', { key: 'staff.roles.nameTaken' });
  throw error;
}
