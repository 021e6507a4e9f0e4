import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { randomHex } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction } from '../../../kernel/db/transaction';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { ActivityLog } from '../../activity/activity.log';
import type { VisibleCustomer } from '../../customers/page/customer-page.queries';
import type { ImpersonationForm } from './impersonation.form';
import { ImpersonationRows, type Impersonation } from './impersonations.queries';

const MINUTE = 60_000;
/** How long staff may look (ARE-6), and how long the way into the area stays open. */
export const LOOK_MINUTES = 30;
export const ENTRY_MS = MINUTE;

/**
 * Staff look at the customers area as a contact, read-only (ARE-6, A15; docs/decisions/login-as-client.md). Who may and who is
 * entered is asked again at each request, by the one query that reads the session.
 */
@Injectable()
export class Impersonations {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly rows: ImpersonationRows,
  ) {}

  /**
   * @param customer one that `actor` sees
   * @returns the secret that opens the area once, within a minute
   * @throws FieldRefused when the contact may not sign in (any more)
   */
  begin(actor: StaffActor, customer: Pick<VisibleCustomer, 'id'>, { contact, reason }: ImpersonationForm): Promise<string> {
    const secret = randomHex(32);
    return inTransaction(this.dataSource, async (tx) => {
      const now = this.clock.now();
      const chosen = (await this.rows.enterable(customer.id, tx)).find(({ linkId }) => linkId === contact);
      if (!chosen) throw new FieldRefused('contact', { key: 'impersonation.errors.contact' });
      const id = await this.rows.begin(tx, {
        staffId: actor.id, staffSession: actor.sessionId, contactId: chosen.contactId, customerId: customer.id, reason, now,
        expiresAt: new Date(now.getTime() + LOOK_MINUTES * MINUTE), entry: { secret, until: new Date(now.getTime() + ENTRY_MS) },
      });
      const subject = { kind: 'impersonation', id, name: chosen.name };
      await this.activity.record(tx, { actor, at: now, action: 'impersonation.begun', subject, customerId: customer.id, changes: { reason: [null, reason] } });
      return secret;
    });
  }

  /** What a secret opens, without using it up; null when nothing. */
  async find(secret: string | null): Promise<Impersonation | null> {
    return secret === null ? null : this.rows.byEntry(secret, this.clock.now());
  }

  /** Uses the secret up. Null when it opens nothing (any more). */
  async enter(secret: string | null): Promise<Impersonation | null> {
    const found = await this.find(secret);
    if (!found || secret === null) return null;
    return (await this.rows.useEntry(this.dataSource.manager, secret, this.clock.now())) ? found : null;
  }

  current(id: string): Promise<Impersonation | null> {
    return this.rows.byId(this.dataSource.manager, id);
  }

  /** Ends it, at most once. @returns the page to go back to */
  end(id: string): Promise<string> {
    return inTransaction(this.dataSource, async (tx) => {
      const ended = await this.rows.byId(tx, id);
      if (!ended) return '/admin';
      await this.close(tx, ended, this.clock.now());
      return `/admin/customers/${ended.customerId}`;
    });
  }

  /** Writes down those that ended by themselves. @returns how many */
  async endExpired(now: Date): Promise<number> {
    let done = 0;
    for (const id of await this.rows.expired(now, 200)) {
      done += await inTransaction(this.dataSource, async (tx) => {
        const ended = await this.rows.byId(tx, id);
        return ended && (await this.close(tx, ended, ended.expiresAt)) ? 1 : 0;
      });
    }
    return done;
  }

  private async close(tx: EntityManager, { id, staffId, staffName, contactName, customerId }: Impersonation, at: Date): Promise<boolean> {
    if (!(await this.rows.end(tx, id, at))) return false;
    const actor = { kind: 'staff', id: staffId, name: staffName } as const;
    await this.activity.record(tx, { actor, at, action: 'impersonation.ended', subject: { kind: 'impersonation', id, name: contactName }, customerId });
    return true;
  }
}
