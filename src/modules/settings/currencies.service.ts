import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { isReferenced } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import type { Message } from '../../kernel/i18n/message';
import { ActivityLog } from '../activity/activity.log';
import { Currencies } from './currencies.queries';
import { SectionRows } from './section-rows.queries';
import { Usages } from './usages';

const MONEY = '/admin/settings/money';

/** Adds and removes the currencies customers can have beside the base currency (CUS-14). */
@Injectable()
export class CurrenciesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly currencies: Currencies,
    private readonly rows: SectionRows,
    private readonly usages: Usages,
    private readonly activity: ActivityLog,
  ) {}

  add(actor: StaffActor, post: Post, code: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      if (!(await this.currencies.add(tx, code, now))) throw new FieldRefused('code', { key: 'errors.taken', params: { name: code } });
      await this.record(tx, actor, 'currency.added', code, now);
      return MONEY;
    });
  }

  /** What keeps `code` from being removed; the base currency always stays. */
  async blockers(code: string, manager: EntityManager = this.dataSource.manager): Promise<Message[]> {
    if (!(await this.currencies.codes(manager)).includes(code)) throw new NotFound();
    const base = (await this.rows.read('money', manager)).baseCurrency === code;
    return [...(base ? [{ key: 'settings.currencies.isBase' }] : []), ...(await this.usages.of(manager, 'currency', code))];
  }

  /** @throws Conflict while something uses it. */
  remove(actor: StaffActor, post: Post, code: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      await this.rows.lock(tx, now);
      if ((await this.blockers(code, tx)).length > 0) throw new Conflict({ key: 'settings.delete.used' });
      try {
        await this.currencies.remove(tx, code);
      } catch (error) {
        throw isReferenced(error) ? new Conflict({ key: 'settings.delete.used' }) : error;
      }
      await this.record(tx, actor, 'currency.removed', code, now);
      return MONEY;
    });
  }

  private record(tx: EntityManager, actor: StaffActor, action: string, code: string, now: Date): Promise<void> {
    return this.activity.record(tx, { actor, at: now, action, subject: { kind: 'currency', id: null, name: code } });
  }
}
