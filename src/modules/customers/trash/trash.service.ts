import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Conflict, Forbidden, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { CustomerAccess } from '../page/customer-page.access';
import { CustomerTrash, type Blocker, type RestoreAnswers } from './customer-trash';
import { mayUseTrash } from '../customer.policy';

/** Deleting a customer and taking it back (CUS-20), as the pages ask for it. */
@Injectable()
export class TrashService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: CustomerAccess,
    private readonly trash: CustomerTrash,
  ) {}

  blockers(id: string): Promise<readonly Blocker[]> {
    return this.trash.blockers(this.dataSource.manager, id);
  }

  /** @throws NotFound, Forbidden; Conflict that names what blocks. */
  delete(actor: StaffActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, id, 'delete', tx);
      const result = await this.trash.delete(tx, actor, id);
      if (!result.ok) throw new Conflict({ key: 'customers.trash.blocked' }, result.blockers.map(({ name, href }) => ({ label: { key: 'customers.trash.blocker', params: { name } }, href })));
      return '/admin/customers';
    });
  }

  /** @throws FieldRefused for a number or an e-mail taken meanwhile, unless `answers` has another. */
  restore(actor: StaffActor, post: Post, id: string, answers: RestoreAnswers): Promise<string> {
    demandTrash(actor);
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.trash.restore(tx, actor, id, answers))) throw new NotFound();
      return `/admin/customers/${id}`;
    });
  }
}

/** The trash shows customers of everybody. @throws Forbidden */
export function demandTrash(actor: StaffActor): void {
  if (!mayUseTrash(actor)) throw new Forbidden({ key: 'errors.not_allowed' });
}
