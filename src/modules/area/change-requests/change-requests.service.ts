import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor, StaffActor } from '../../../kernel/access/actor';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { Clock } from '../../../kernel/clock/clock';
import { isDuplicate } from '../../../kernel/db/transaction';
import { Conflict, Forbidden } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import type { TypedSteps } from '../../customers/customer-snapshot';
import { ConflictWords } from '../../customers/steps/customer-conflict.words';
import { CompanyData } from '../company/company-data.service';
import { companyFields } from '../company/company-fields';
import { AreaLetters } from '../area-letters';
import { requestRows, seenOf } from './change-requests.presenter';
import { ChangeRequestQueries, type ChangeState } from './change-requests.queries';
import { SettingsStore } from '../../settings/settings.store';

type Asked = { readonly before: TypedSteps; readonly after: TypedSteps };

/** Changes of company data that wait for staff (ARE-7). Of any number of decisions one counts. */
@Injectable()
export class ChangeRequests {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly data: CompanyData,
    private readonly letters: AreaLetters,
    private readonly queries: ChangeRequestQueries,
    private readonly settings: SettingsStore,
    private readonly words: ConflictWords,
  ) {}

  /** Keeps what a contact wants changed, and tells administrators. @throws Conflict while another change waits */
  async ask(tx: EntityManager, contact: ContactActor, customer: { id: string; name: string }, change: Asked): Promise<void> {
    const now = this.clock.now();
    const { id } = await this.insert(tx, contact, customer.id, change, now);
    const rows = await requestRows(this.words, change, change.before, this.settings.all().language);
    const changes = rows.map(({ label, before, mine }) => `${label}: ${before || '–'} → ${mine || '–'}`).join('\n');
    await this.letters.tellWaiting(tx, { id, customer, contactName: contact.name, changes });
    await this.record(tx, contact, 'customer.changeAsked', customer, now);
  }

  /** Takes back what the contact's customer has asked for. */
  withdraw(contact: ContactActor, post: Post): Promise<string> {
    const { id, name } = contact.current;
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const done: { affectedRows: number } = await tx.query("UPDATE change_requests SET state = 'withdrawn', open_key = NULL, decided_at = ? WHERE open_key = ?", [now, id]);
      if (done.affectedRows === 1) await this.record(tx, contact, 'customer.changeWithdrawn', { id, name }, now);
      return '/company';
    });
  }

  /**
   * Writes the change over the customer as it stands.
   * @param seen how the customer stood on the page that was answered (`seenOf`)
   * @throws Conflict when it is decided already, or the customer has changed since the page was shown
   */
  approve(actor: StaffActor, post: Post, id: string, seen: string, language: string): Promise<string> {
    return this.decide(actor, post, id, 'approved', async (tx, customerId, change) => {
      if (seenOf(companyFields(await this.data.read(customerId, tx))) !== seen) throw new Conflict({ key: 'area.requests.changed' }, [{ label: 'area.requests.again', href: addressOf(id) }]);
      await this.data.apply(tx, actor, customerId, change, language, true);
    });
  }

  /** @param reason for whoever asked to read. @throws Conflict when it is decided already */
  refuse(actor: StaffActor, post: Post, id: string, reason: string | null): Promise<string> {
    return this.decide(actor, post, id, 'refused', async () => undefined, reason);
  }

  private decide(actor: StaffActor, post: Post, id: string, state: ChangeState, work: (tx: EntityManager, customerId: string, change: Asked) => Promise<void>, reason: string | null = null): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { customer, mayDecide, before, after } = await this.queries.one(actor, id, tx);
      if (!mayDecide) throw new Forbidden({ key: 'errors.not_allowed' });
      const now = this.clock.now();
      // The customer before the request, as whoever asks for a change does, so that the two never wait for one another.
      await tx.query('SELECT id FROM customers WHERE id = ? FOR UPDATE', [customer.id]);
      const done: { affectedRows: number } = await tx.query(
        'UPDATE change_requests SET state = ?, open_key = NULL, decided_by_id = ?, decided_at = ?, reason = ? WHERE id = ? AND open_key IS NOT NULL',
        [state, actor.id, now, reason, id],
      );
      if (done.affectedRows !== 1) throw new Conflict({ key: 'area.requests.decided' }, [{ label: 'area.requests.again', href: addressOf(id) }]);
      await work(tx, customer.id, { before, after });
      await this.record(tx, actor, state === 'approved' ? 'customer.changeApproved' : 'customer.changeRefused', customer, now);
      return addressOf(id);
    });
  }

  private async insert(tx: EntityManager, contact: ContactActor, customerId: string, { before, after }: Asked, now: Date): Promise<{ id: string }> {
    try {
      await tx.query('SELECT id FROM customers WHERE id = ? FOR UPDATE', [customerId]);
      const made: { insertId: string | number } = await tx.query(
        'INSERT INTO change_requests (customer_id, open_key, contact_id, contact_name, before_data, after_data, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [customerId, customerId, contact.id, contact.name, JSON.stringify(before), JSON.stringify(after), now],
      );
      return { id: String(made.insertId) };
    } catch (error) {
      throw isDuplicate(error, 'change_requests_open') ? new Conflict({ key: 'area.company.alreadyWaiting' }, [{ label: 'area.menu.company', href: '/company' }]) : error;
    }
  }

  private record(tx: EntityManager, actor: Actor, action: string, { id, name }: { id: string; name: string }, at: Date): Promise<void> {
    return this.activity.record(tx, { actor, at, action, subject: { kind: 'customer', id, name }, customerId: id });
  }
}

function addressOf(id: string): string {
  return `/admin/change-requests/${id}`;
}
