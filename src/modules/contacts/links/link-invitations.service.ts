import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { readContactPermissions, readMailSwitches } from '../../../kernel/access/contact-permissions';
import { randomHex } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction, isDuplicate } from '../../../kernel/db/transaction';
import { emailKey } from '../../../kernel/text/email-key';
import type { ActivityEntry } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { ContactsService, type LinkInput } from '../contacts.service';
import { LinkInvitationQueries, type LinkInvitation, type PendingInvitation } from './link-invitations.queries';
import { LinkLetters, LINK_LIFE_MS } from './link-letters';

/** Whom somebody wants as a contact, as typed: nothing of it comes from the person who has the address. */
export interface TypedPerson {
  readonly name: string;
  readonly email: string;
}

/**
 * Persons who are contacts elsewhere become contacts of one more customer when they confirm it by mail (CON-2). Who asks
 * learns nothing about them; the link, with what it allows, is made by the confirmation.
 */
@Injectable()
export class LinkInvitations {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly contacts: ContactsService,
    private readonly letters: LinkLetters,
    private readonly queries: LinkInvitationQueries,
  ) {}

  /**
   * Asks the person who has the address. Asked again, the earlier link is dead.
   * @returns false when nobody has it, or whoever has it is a contact of the customer already.
   */
  async ask(tx: EntityManager, actor: ActivityEntry['actor'], customer: { id: string; name: string }, typed: TypedPerson, link: LinkInput): Promise<boolean> {
    const key = emailKey(typed.email);
    const person = key === null ? null : await this.queries.person(tx, key, customer.id);
    if (!person || person.linked) return false;
    const now = this.clock.now();
    const token = randomHex(32);
    const expiresAt = new Date(now.getTime() + LINK_LIFE_MS);
    try {
      const id = await this.queries.replace(tx, { customerId: customer.id, contactId: person.id, linkId: null, byColleague: false, token, typed, link: this.contacts.withDefaults(link), now, expiresAt });
      await this.letters.ask(tx, person, customer, { id, token, lifeMs: LINK_LIFE_MS }, now);
    } catch (error) {
      if (isDuplicate(error, 'link_invitations_open')) return true;
      throw error;
    }
    await this.activity.record(tx, { actor, at: now, action: 'contact.asked', subject: { kind: 'contact', id: null, name: typed.name || typed.email }, customerId: customer.id });
    return true;
  }

  /** What was asked and not answered yet, as typed; for the lists of the customer's contacts. */
  pending(customerId: string): Promise<PendingInvitation[]> {
    return this.queries.pending(customerId, this.clock.now());
  }

  /** Sends questions again that stood open on an address which is another one now; the links of the old address stay dead (CON-10a). */
  async reopen(tx: EntityManager, ids: readonly string[]): Promise<void> {
    const now = this.clock.now();
    for (const id of ids) {
      const token = randomHex(32);
      const about = await this.queries.reopen(tx, id, token, new Date(now.getTime() + LINK_LIFE_MS));
      await this.letters.ask(tx, about.person, about.customer, { id, token, lifeMs: LINK_LIFE_MS }, now);
    }
  }

  /** Takes the question back. False when it is answered, or none of that customer. */
  async withdraw(tx: EntityManager, actor: ActivityEntry['actor'], customerId: string, invitationId: string): Promise<boolean> {
    const name = await this.queries.close(tx, customerId, invitationId);
    if (name === null) return false;
    await this.activity.record(tx, { actor, at: this.clock.now(), action: 'contact.askWithdrawn', subject: { kind: 'contact', id: null, name }, customerId });
    return true;
  }

  /** What a link asks; null when it is used, expired, replaced, or its customer or person gone. Uses nothing up. */
  find(token: unknown): Promise<LinkInvitation | null> {
    return this.queries.find(token, this.clock.now());
  }

  /** The person's yes: makes the link. Of any number of callers one gets true. */
  async accept(invitation: LinkInvitation): Promise<boolean> {
    return inTransaction(this.dataSource, async (tx) => {
      await this.queries.lockCustomer(tx, invitation.customerId);
      if (!(await this.queries.accept(tx, invitation.id, this.clock.now()))) return false;
      const actor = { kind: 'contact', id: invitation.contactId, name: invitation.contactName } as const;
      const { position, kind, permissions, mailSwitches } = invitation;
      await this.contacts.linkExisting(tx, actor, invitation.customerId, invitation.contactId, {
        position, kind, permissions: readContactPermissions(permissions), mailSwitches: readMailSwitches(mailSwitches),
      });
      return true;
    });
  }
}
