import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate, isReferenced } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import type { Message } from '../../kernel/i18n/message';
import { changesBetween } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import type { FinanceList, FinanceRow, FinanceRowForm } from './finance-list';
import { Usages } from './usages';

const MONEY = '/admin/settings/money';

/** Keeps tax rates and payment modes. */
@Injectable()
export class FinanceListsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly usages: Usages,
    private readonly activity: ActivityLog,
  ) {}

  /** In the order of their names; with `activeOnly` as forms offer them, together with the one already chosen. */
  rows(list: FinanceList): Promise<FinanceRow[]> {
    return this.dataSource.manager.find(list.entity, { order: { name: 'ASC' } });
  }

  /** @throws NotFound */
  async row(list: FinanceList, id: string, manager: EntityManager = this.dataSource.manager): Promise<FinanceRow> {
    const row = await manager.findOneBy(list.entity, { id });
    if (!row) throw new NotFound();
    return row;
  }

  create(actor: StaffActor, post: Post, list: FinanceList, form: FinanceRowForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const inserted = await tx.insert(list.entity, { ...valuesOf(form), createdAt: now, updatedAt: now }).catch((error: unknown) => refuse(error, list, form));
      const id = String(inserted.identifiers[0].id);
      await this.activity.record(tx, { actor, at: now, action: `${list.kind}.created`, subject: { kind: list.kind, id, name: form.name } });
      return MONEY;
    });
  }

  /** @throws Conflict when somebody else saved it since. */
  edit(actor: StaffActor, post: Post, list: FinanceList, id: string, form: FinanceRowForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const before = await this.row(list, id, tx);
      const changes = changesBetween(comparable(before), comparable({ ...before, ...valuesOf(form) }));
      if (before.version !== form.version) throw new Conflict({ key: 'settings.list.changed', params: { name: before.name } });
      if (!changes) return MONEY;
      const version = before.version;
      const result = await tx.update(list.entity, { id, version }, { ...valuesOf(form), version: version + 1, updatedAt: now }).catch((error: unknown) => refuse(error, list, form));
      if (result.affected !== 1) throw new Conflict({ key: 'settings.list.changed', params: { name: before.name } });
      await this.activity.record(tx, { actor, at: now, action: `${list.kind}.edited`, subject: { kind: list.kind, id, name: form.name }, changes });
      return MONEY;
    });
  }

  blockers(list: FinanceList, id: string, manager: EntityManager = this.dataSource.manager): Promise<Message[]> {
    return this.usages.of(manager, list.kind, id);
  }

  /** @throws Conflict while something uses it. */
  delete(actor: StaffActor, post: Post, list: FinanceList, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { name } = await this.row(list, id, tx);
      if ((await this.blockers(list, id, tx)).length > 0) throw new Conflict({ key: 'settings.delete.used' });
      const result = await tx.delete(list.entity, { id }).catch((error: unknown) => {
        throw isReferenced(error) ? new Conflict({ key: 'settings.delete.used' }) : error;
      });
      if (result.affected !== 1) throw new NotFound();
      await this.activity.record(tx, { actor, at: this.clock.now(), action: `${list.kind}.deleted`, subject: { kind: list.kind, id, name } });
      return MONEY;
    });
  }
}

function valuesOf({ name, active, rate }: FinanceRowForm): Pick<FinanceRow, 'name' | 'active' | 'rate'> {
  return rate === undefined ? { name, active } : { name, active, rate };
}

/** Rates compare as numbers: the database gives `19.0000` for what was typed as `19`. */
function comparable({ name, active, rate }: Pick<FinanceRow, 'name' | 'active' | 'rate'>): object {
  return { name, active, ...(rate !== undefined && { rate: String(Number(rate)) }) };
}

function refuse(error: unknown, list: FinanceList, { name }: FinanceRowForm): never {
  throw isDuplicate(error, list.nameKey) ? new FieldRefused('name', { key: 'errors.taken', params: { name } }) : error;
}
