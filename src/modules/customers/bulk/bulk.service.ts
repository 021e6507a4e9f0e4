import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { Forbidden, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { readListQuery } from '../../../kernel/table/list-state';
import { GroupQueries } from '../../groups/groups.queries';
import { AT_ONCE, mayStart, type BulkAction, type BulkRecord } from './bulk-action';
import { BulkRunner } from './bulk-runner';
import { BulkQueries } from './bulk.queries';
import { idRows } from '../list/customers-list.search';
import { CustomersListQueries } from '../list/customers-list.queries';
import { CUSTOMERS_TABLE } from '../list/customers.table';

/** Bulk actions (CUS-26): the selection is frozen first and shown, then done, at once or by the job. */
@Injectable()
export class BulkActions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly queries: BulkQueries,
    private readonly lists: CustomersListQueries,
    private readonly groups: GroupQueries,
    private readonly runner: BulkRunner,
  ) {}

  /**
   * Freezes a selection: the ticked customers, or all that a list shows. Only what the actor sees gets into it.
   * @returns the address of its preview. @throws Forbidden
   */
  async choose(actor: StaffActor, post: Post, action: BulkAction, selection: { ids: readonly string[] } | { list: string }): Promise<string> {
    if (!mayStart(actor, action)) throw new Forbidden({ key: 'errors.not_allowed' });
    const found = 'ids' in selection ? idRows(selection.ids) : await this.lists.all(actor, readListQuery(CUSTOMERS_TABLE, selection.list));
    const ids = 'ids' in selection ? { sql: `SELECT ticked.id FROM ${found.sql} ticked`, params: found.params } : found;
    return oncePerPost(this.dataSource, post, async (tx) => `/admin/customers/bulk/${await this.queries.freeze(tx, actor, action, ids, this.clock.now())}`);
  }

  /** @throws NotFound for anybody else's. */
  async of(actor: StaffActor, id: string): Promise<BulkRecord> {
    const action = await this.queries.read(actor, id);
    if (!action) throw new NotFound();
    return action;
  }

  /**
   * Does what was previewed; a second time nothing happens. Above `AT_ONCE` the job takes it over.
   * @throws Forbidden, NotFound; FieldRefused when the chosen group or person is gone.
   */
  start(actor: StaffActor, post: Post, id: string, params: Readonly<Record<string, string>>): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const action = await this.queries.own(tx, actor, id, true);
      if (!action) throw new NotFound();
      if (!mayStart(actor, action.action)) throw new Forbidden({ key: 'errors.not_allowed' });
      if (action.state !== 'chosen' || action.action === 'export') return `/admin/customers/bulk/${id}`;
      if (action.action === 'group' && (await this.groups.hold(tx, [params.groupId])).length === 0) throw new FieldRefused('groupId', { key: 'errors.choice' });
      const large = action.total > AT_ONCE;
      await this.queries.start(tx, id, params, large ? 'waiting' : 'running', this.clock.now());
      if (large) return `/admin/customers/bulk/${id}`;
      while ((await this.runner.batch(tx, actor, { ...action, params }, null)) > 0);
      await this.queries.close(tx, id, 'done', null, this.clock.now());
      return `/admin/customers/bulk/${id}`;
    });
  }
}
