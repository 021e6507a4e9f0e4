import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { StaffActor } from '../../../kernel/access/actor';
import { isRolePermission } from '../../../kernel/access/permissions';
import { readJson } from '../../../kernel/db/json';
import type { SqlPart } from '../../../kernel/table/sql-part';
import type { BulkAction, BulkRecord, BulkRefusal, BulkState } from './bulk-action';
import { visibleCustomers } from '../customer.policy';

const COLUMNS = 'id, staff_id, action, params, state, total, done, refused';

interface Row {
  readonly id: string;
  readonly staff_id: string;
  readonly action: BulkAction;
  readonly params: unknown;
  readonly state: BulkState;
  readonly total: number;
  readonly done: number;
  readonly refused: number;
}

export interface BulkCustomer {
  readonly id: string;
  readonly name: string;
  readonly mine: boolean;
}

/** Rows of bulk actions and of what they were frozen on. */
@Injectable()
export class BulkQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Freezes what `ids` (a SELECT of `id`) lists. @returns the new action's id. */
  async freeze(tx: EntityManager, actor: StaffActor, action: BulkAction, ids: SqlPart, now: Date): Promise<string> {
    const result: { insertId: string | number } = await tx.query(
      "INSERT INTO bulk_actions (staff_id, action, params, state, created_at, updated_at) VALUES (?, ?, '{}', 'chosen', ?, ?)",
      [actor.id, action, now, now],
    );
    const id = String(result.insertId);
    const seen = visibleCustomers(actor);
    const items: { affectedRows: number } = await tx.query(
      `INSERT INTO bulk_action_items (bulk_action_id, customer_id) SELECT DISTINCT ?, c.id FROM (${ids.sql}) chosen JOIN customers c ON c.id = chosen.id WHERE ${seen.sql}`,
      [id, ...ids.params, ...seen.params],
    );
    await tx.query('UPDATE bulk_actions SET total = ? WHERE id = ?', [items.affectedRows, id]);
    return id;
  }

  /** One's own action; null for anybody else's. */
  async own(manager: EntityManager, actor: StaffActor, id: string, lock = false): Promise<BulkRecord | null> {
    const rows: Row[] = await manager.query(`SELECT ${COLUMNS} FROM bulk_actions WHERE id = ? AND staff_id = ?${lock ? ' FOR UPDATE' : ''}`, [id, actor.id]);
    return rows.length === 0 ? null : read(rows[0]);
  }

  read(actor: StaffActor, id: string): Promise<BulkRecord | null> {
    return this.own(this.dataSource.manager, actor, id);
  }

  async start(tx: EntityManager, id: string, params: object, state: BulkState, now: Date): Promise<void> {
    await tx.query('UPDATE bulk_actions SET params = ?, state = ?, updated_at = ? WHERE id = ?', [JSON.stringify(params), state, now, id]);
  }

  /** The next waiting customers, lowest id first. */
  async waiting(tx: EntityManager, id: string, limit: number): Promise<string[]> {
    const rows: { customer_id: string }[] = await tx.query(
      "SELECT customer_id FROM bulk_action_items FORCE INDEX (bulk_action_items_state) WHERE bulk_action_id = ? AND state = 'waiting' ORDER BY customer_id LIMIT ?",
      [id, limit],
    );
    return rows.map((row) => String(row.customer_id));
  }

  /** Those of `ids` that the actor still sees, locked in their order. */
  async lock(tx: EntityManager, actor: StaffActor, ids: readonly string[]): Promise<Map<string, BulkCustomer>> {
    const seen = visibleCustomers(actor);
    const rows: { id: string; name: string; mine: number }[] = await tx.query(
      `SELECT c.id, c.display_name AS name, EXISTS (SELECT 1 FROM customer_admins k WHERE k.staff_id = ? AND k.customer_id = c.id) AS mine
       FROM customers c WHERE c.id IN (?) AND ${seen.sql} ORDER BY c.id FOR UPDATE`,
      [actor.id, ids, ...seen.params],
    );
    return new Map(rows.map(({ id, name, mine }) => [String(id), { id: String(id), name, mine: Boolean(Number(mine)) }]));
  }

  /** Notes what became of a batch. @returns false when the lease was lost to another node: nothing may be committed. */
  async finish(tx: EntityManager, action: Pick<BulkRecord, 'id'>, done: readonly string[], refused: ReadonlyMap<string, BulkRefusal>, token: string | null, now: Date): Promise<boolean> {
    if (done.length > 0) await tx.query("UPDATE bulk_action_items SET state = 'done' WHERE bulk_action_id = ? AND customer_id IN (?)", [action.id, done]);
    for (const [id, refusal] of refused) {
      await tx.query("UPDATE bulk_action_items SET state = 'refused', reason = ? WHERE bulk_action_id = ? AND customer_id = ?", [JSON.stringify(refusal), action.id, id]);
    }
    const result: { affectedRows: number } = await tx.query('UPDATE bulk_actions SET done = done + ?, refused = refused + ?, updated_at = ? WHERE id = ? AND lease_token <=> ?', [
      done.length, refused.size, now, action.id, token,
    ]);
    return result.affectedRows === 1;
  }

  async close(manager: EntityManager, id: string, state: 'done' | 'stopped', token: string | null, now: Date): Promise<void> {
    await manager.query('UPDATE bulk_actions SET state = ?, lease_token = NULL, lease_until = NULL, updated_at = ? WHERE id = ? AND lease_token <=> ?', [state, now, id, token]);
  }

  /** Takes the oldest action that waits or whose node has died. */
  async claim(token: string, now: Date, until: Date): Promise<BulkRecord | null> {
    const taken: { affectedRows: number } = await this.dataSource.query(
      "UPDATE bulk_actions SET state = 'running', lease_token = ?, lease_until = ? WHERE state IN ('waiting', 'running') AND (lease_until IS NULL OR lease_until < ?) ORDER BY id LIMIT 1",
      [token, until, now],
    );
    if (taken.affectedRows === 0) return null;
    const rows: Row[] = await this.dataSource.query(`SELECT ${COLUMNS} FROM bulk_actions WHERE lease_token = ?`, [token]);
    return rows.length === 0 ? null : read(rows[0]);
  }

  async renew(id: string, token: string, until: Date): Promise<void> {
    await this.dataSource.query('UPDATE bulk_actions SET lease_until = ? WHERE id = ? AND lease_token = ?', [until, id, token]);
  }

  /** Customers of an action, for its preview and its result; only those the actor still sees, whatever it saw when it chose. */
  async customers(actor: StaffActor, id: string, state: 'waiting' | 'refused', limit: number): Promise<{ id: string; name: string; refusal: BulkRefusal | null }[]> {
    const visible = visibleCustomers(actor);
    const rows: { id: string; name: string; reason: unknown }[] = await this.dataSource.query(
      `SELECT c.id, c.display_name AS name, i.reason FROM bulk_action_items i JOIN customers c ON c.id = i.customer_id
       WHERE i.bulk_action_id = ? AND i.state = ? AND ${visible.sql} ORDER BY i.customer_id LIMIT ?`,
      [id, state, ...visible.params, limit],
    );
    return rows.map((row) => ({ id: String(row.id), name: row.name, refusal: row.reason === null ? null : readJson<BulkRefusal>(row.reason) }));
  }

  /** Names of a customer's groups, as the log shows them. */
  async groupNames(tx: EntityManager, customerId: string): Promise<string> {
    const rows: { name: string }[] = await tx.query('SELECT g.name FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id WHERE m.customer_id = ? ORDER BY g.name', [customerId]);
    return rows.map(({ name }) => name).join('; ');
  }

  /**
   * Puts a locked customer into a group that is held. The groups are a field of the edit form, so its version moves on and
   * whoever edits the customer now is told.
   * @returns false when it was in it already.
   */
  async addMember(tx: EntityManager, groupId: string, customerId: string, now: Date): Promise<boolean> {
    const known: unknown[] = await tx.query('SELECT 1 FROM customer_group_members WHERE group_id = ? AND customer_id = ?', [groupId, customerId]);
    if (known.length > 0) return false;
    await tx.query('INSERT INTO customer_group_members (group_id, customer_id) VALUES (?, ?)', [groupId, customerId]);
    await tx.query('UPDATE customers SET version = version + 1, updated_at = ? WHERE id = ?', [now, customerId]);
    return true;
  }

  staff(): Promise<{ value: string; label: string }[]> {
    return this.dataSource.query('SELECT id AS value, name AS label FROM staff WHERE active = 1 ORDER BY name, id');
  }

  /** Staff with their rights as they are now; null when the person is gone or inactive. */
  async actor(id: string | null): Promise<StaffActor | null> {
    const rows: { name: string; email: string; administrator: number; permissions: string | null }[] = await this.dataSource.query(
      `SELECT p.name, p.email, p.administrator, (SELECT GROUP_CONCAT(r.permission) FROM role_permissions r WHERE r.role_id = p.role_id) AS permissions
       FROM staff p WHERE p.id = ? AND p.active = 1`,
      [id],
    );
    if (id === null || rows.length === 0) return null;
    const [{ name, email, administrator, permissions }] = rows;
    return new StaffActor({
      id, name, email, administrator: Boolean(Number(administrator)), mustChangePassword: false, hasSecondFactor: false, language: null, timeZone: null, theme: 'system', density: 'dense',
      shortcuts: true, permissions: (permissions ?? '').split(',').filter(isRolePermission), isCustomerAdmin: false, impersonationId: null, dueReminders: 0, sessionId: '',
    });
  }

  /** Removes actions that were only looked at, and old results. */
  async clean(before: Date): Promise<void> {
    await this.dataSource.query("DELETE FROM bulk_actions WHERE state IN ('chosen', 'done', 'stopped') AND updated_at < ? ORDER BY id LIMIT 5", [before]);
  }
}

function read(row: Row): BulkRecord {
  return {
    id: String(row.id), staffId: String(row.staff_id), action: row.action, params: readJson(row.params), state: row.state, total: row.total, done: row.done, refused: row.refused,
  };
}
