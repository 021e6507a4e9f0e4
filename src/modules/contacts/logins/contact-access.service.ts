import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../kernel/clock/clock';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { Conflict } from '../../../kernel/http/errors';
import type { ActivityEntry } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { contactName } from '../contact-name';
import { Contact } from '../contact.entity';
import { ContactLetters } from './contact-letters';
import { ContactLogins } from './contact-logins.service';

/** How a person gets in: not yet, by a link of its own, or by a password it must change (CON-6). */
export type LoginWay = { readonly by: 'none' } | { readonly by: 'link' } | { readonly by: 'password'; readonly hash: string };

export interface CustomerNamed {
  readonly id: string;
  readonly name: string;
}

type Doer = ActivityEntry['actor'];

/** What others do about a contact's login: staff, and admin contacts who send an invitation again (CON-2). */
@Injectable()
export class ContactAccess {
  constructor(
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly letters: ContactLetters,
    private readonly logins: ContactLogins,
  ) {}

  /**
   * In the transaction that made the contact: greets it and lets it in (CON-7, CON-9).
   * @throws FieldRefused at `login` when it has no e-mail or is inactive.
   */
  async begin(tx: EntityManager, actor: Doer, customer: CustomerNamed, linkId: string, way: LoginWay, welcome: boolean): Promise<void> {
    const contact = await this.behind(tx, linkId);
    if (welcome && contact.active && contact.emailKey !== null) await this.letters.welcome(tx, contact, customer);
    await this.let(tx, actor, customer, contact, way, false);
  }

  /** The same for a contact that exists; a password that staff change is told by mail (CON-10). @throws FieldRefused at `login` */
  async change(tx: EntityManager, actor: Doer, customer: CustomerNamed, linkId: string, way: LoginWay): Promise<void> {
    await this.let(tx, actor, customer, await this.behind(tx, linkId), way, true);
  }

  /**
   * Sends an invitation, or sends it again; earlier links are dead (CON-7).
   * @param ofOthers whoever may not change the person's password invites only who has none.
   * @throws Conflict when it is inactive, has no e-mail, or signs in already.
   */
  async invite(tx: EntityManager, actor: Doer, customer: CustomerNamed, linkId: string, ofOthers: boolean): Promise<void> {
    const contact = await this.behind(tx, linkId);
    if (!contact.active || contact.emailKey === null) throw new Conflict({ key: 'contacts.errors.loginNeeds' });
    if (contact.passwordHash !== null && !ofOthers) throw new Conflict({ key: 'contacts.errors.hasLogin' });
    await this.let(tx, actor, customer, contact, { by: 'link' }, true);
  }

  private async let(tx: EntityManager, actor: Doer, customer: CustomerNamed, contact: Contact, way: LoginWay, known: boolean): Promise<void> {
    if (way.by === 'none') return;
    if (!contact.active || contact.emailKey === null) throw new FieldRefused('login', { key: 'contacts.errors.loginNeeds' });
    const now = this.clock.now();
    if (way.by === 'link') await this.letters.sendLink(tx, 'set-password', contact, customer, now);
    else {
      await this.logins.store(tx, contact, way.hash, true);
      if (known) await this.letters.tellPasswordChanged(tx, contact, now);
    }
    await this.activity.record(tx, {
      actor, at: now, action: way.by === 'link' ? 'contact.invited' : 'contact.passwordGiven', subject: { kind: 'contact', id: contact.id, name: contactName(contact) }, customerId: customer.id,
    });
  }

  private behind(tx: EntityManager, linkId: string): Promise<Contact> {
    return tx
      .createQueryBuilder(Contact, 'p')
      .innerJoin('customer_contacts', 'l', 'l.contact_key = p.id')
      .where('l.id = :linkId', { linkId })
      .setLock('pessimistic_write')
      .getOneOrFail();
  }
}
