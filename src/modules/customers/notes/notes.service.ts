import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { Conflict, Forbidden } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import type { Changes } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { CustomerAccess } from '../page/customer-page.access';
import type { VisibleCustomer } from '../page/customer-page.queries';
import { customerAbilities } from '../customer.policy';
import { insertDeletion } from '../trash/deletions.queries';
import type { NoteEditForm, NoteForm } from './notes.form';
import { mayChangeNote } from './notes.policy';
import { NoteQueries, type NoteRow } from './notes.queries';

/** Internal notes of a customer (CUS-22). Author and customer come from the session and the address, never from a form. */
@Injectable()
export class NotesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly notes: NoteQueries,
    private readonly activity: ActivityLog,
  ) {}

  add(actor: StaffActor, post: Post, customerId: string, { body }: NoteForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const customer = await this.access.demand(actor, customerId, 'edit', tx);
      const id = await this.notes.insert(tx, customerId, actor.id, body, now);
      return this.done(tx, actor, 'note.added', customer, id, now);
    });
  }

  /** @throws Conflict when somebody else saved it meanwhile. */
  edit(actor: StaffActor, post: Post, customerId: string, id: string, { body, version }: NoteEditForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const { customer, note } = await this.demand(actor, customerId, id, tx);
      if (note.version !== version || !(await this.notes.update(tx, id, version, body, now))) throw new Conflict({ key: 'customers.notes.changed' });
      return body === note.body ? tabOf(customerId) : this.done(tx, actor, 'note.edited', customer, id, now, { body: [note.body, body] });
    });
  }

  delete(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const { customer } = await this.demand(actor, customerId, id, tx);
      await this.notes.delete(tx, id, await insertDeletion(tx, actor, 'note', id, now), now);
      return this.done(tx, actor, 'note.deleted', customer, id, now);
    });
  }

  restore(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const customer = await this.access.demand(actor, customerId, 'edit', tx);
      this.permit(actor, customer, await this.notes.deleted(tx, customerId, id));
      await this.notes.restore(tx, id);
      return this.done(tx, actor, 'note.restored', customer, id, this.clock.now());
    });
  }

  /** The note, when `actor` may change it. @throws NotFound, Forbidden */
  async demand(actor: StaffActor, customerId: string, id: string, tx?: EntityManager): Promise<{ customer: VisibleCustomer; note: NoteRow }> {
    const customer = await this.access.demand(actor, customerId, 'edit', tx);
    const note = await this.notes.one(customerId, id, tx);
    this.permit(actor, customer, note);
    return { customer, note };
  }

  private permit(actor: StaffActor, customer: VisibleCustomer, note: NoteRow): void {
    if (!mayChangeNote(actor, note, customerAbilities(actor, customer))) throw new Forbidden({ key: 'customers.notes.notYours' });
  }

  private async done(tx: EntityManager, actor: StaffActor, action: string, customer: VisibleCustomer, id: string, now: Date, changes?: Changes): Promise<string> {
    await this.activity.record(tx, { actor, at: now, action, subject: { kind: 'note', id, name: customer.name }, customerId: customer.id, changes });
    return tabOf(customer.id);
  }
}

function tabOf(customerId: string): string {
  return `/admin/customers/${customerId}/notes`;
}
