import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { isDuplicate } from '../../../kernel/db/transaction';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { FIRST, readListQuery, stateQuery } from '../../../kernel/table/list-state';
import { withQuery } from '../../../kernel/views/address';
import { CUSTOMERS_TABLE } from './customers.table';
import type { SavedViewForm } from './saved-view.form';

export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly shared: boolean;
  readonly query: string;
}

/** The longest query that is kept. */
const LONGEST = 2000;

/** Tabs above the list that people make themselves (CUS-27): one's own, and for administrators the shared ones too. */
@Injectable()
export class SavedViews {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound for a view that `actor` may not change: another's, unless it is shared and the actor an administrator. */
  async mine(actor: StaffActor, id: string): Promise<SavedView> {
    return one(this.dataSource.manager, actor, id);
  }

  create(actor: StaffActor, post: Post, form: SavedViewForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const query = kept(form.list ?? '');
      const result: { insertId: string | number } = await refusingTaken(() =>
        tx.query("INSERT INTO saved_views (list, staff_id, shared, name, query, created_at, updated_at) VALUES ('customers', ?, ?, ?, ?, ?, ?)", [actor.id, form.shared, form.name, query, now, now]),
      );
      return viewAddress(String(result.insertId), query);
    });
  }

  edit(actor: StaffActor, post: Post, id: string, form: SavedViewForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { query } = await one(tx, actor, id, true);
      await refusingTaken(() => tx.query('UPDATE saved_views SET name = ?, shared = ?, version = version + 1, updated_at = ? WHERE id = ?', [form.name, form.shared, this.clock.now(), id]));
      return viewAddress(id, query);
    });
  }

  delete(actor: StaffActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await one(tx, actor, id, true);
      await tx.query('DELETE FROM saved_views WHERE id = ?', [id]);
      return CUSTOMERS_TABLE.path;
    });
  }
}

async function one(manager: EntityManager, actor: StaffActor, id: string, lock = false): Promise<SavedView> {
  const rows: (Omit<SavedView, 'shared'> & { shared: number })[] = await manager.query(
    `SELECT id, name, shared, query FROM saved_views WHERE id = ? AND list = 'customers' AND (staff_id = ? OR (shared = 1 AND ? = 1))${lock ? ' FOR UPDATE' : ''}`,
    [id, actor.id, actor.administrator ? 1 : 0],
  );
  if (rows.length === 0) throw new NotFound();
  return { ...rows[0], id: String(rows[0].id), shared: Boolean(Number(rows[0].shared)) };
}

/** What is kept of a query: what the list's description knows, without the page. */
function kept(query: string): string {
  const text = withQuery('', stateQuery({ ...readListQuery(CUSTOMERS_TABLE, query), place: FIRST, view: null })).slice(1);
  if (text.length > LONGEST) throw new FieldRefused('name', { key: 'customers.views.tooLong' });
  return text;
}

function viewAddress(id: string, query: string): string {
  return `${CUSTOMERS_TABLE.path}?${query}${query ? '&' : ''}view=${id}`;
}

async function refusingTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDuplicate(error, 'saved_views_name') ? new FieldRefused('name', { key: 'customers.views.taken' }) : error;
  }
}
