import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { randomHex } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { emailKey } from '../../../kernel/text/email-key';
import type { ActivityEntry } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { contactName } from '../contact-name';
import type { PersonInput } from '../contact-persons.service';
import { Contact } from '../contact.entity';
import { ContactsService, type LinkInput } from '../contacts.service';
import { ContactLetters } from '../logins/contact-letters';
import { ColleagueInvitationQueries, type ColleagueInvitation, type InvitationBehind } from './colleague-invitations.queries';
import { LinkInvitationQueries } from './link-invitations.queries';
import { LinkLetters, type Question } from './link-letters';

const HOUR = 3_600_000;
/** An invitation of a new person lives as long as its set-password link (CON-7), so the question to a known one does too. Milliseconds. */
const LIFE_MS = 48 * HOUR;

type Doer = ActivityEntry['actor'];
type CustomerNamed = { readonly id: string; readonly name: string };
export type Colleague = Pick<PersonInput, 'firstName' | 'lastName' | 'language'> & { readonly email: string };

/**
 * How admin contacts invite colleagues (ARE-7). A new person becomes a contact at once and gets a set-password link; one who
 * is known elsewhere is asked by mail and is linked by its yes. Until the person acts both look the same to whoever invited,
 * in what is shown, answered and can be done (CON-2): each has one row here, and its id is all that addresses name.
 */
@Injectable()
export class ColleagueInvitations {
  constructor(
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly contacts: ContactsService,
    private readonly invitations: LinkInvitationQueries,
    private readonly letters: ContactLetters,
    private readonly questions: LinkLetters,
    private readonly rows: ColleagueInvitationQueries,
  ) {}

  /** Those that stand open, expired ones too. */
  open(customerId: string): Promise<ColleagueInvitation[]> {
    return this.rows.list(customerId);
  }

  /**
   * Invites whoever has the address; invited again, earlier links are dead. A registration under it that nobody verified gives
   * way, as everywhere (A26).
   * @throws FieldRefused at `email` when it is a contact of the customer already.
   */
  async invite(tx: EntityManager, actor: Doer, customer: CustomerNamed, colleague: Colleague, link: LinkInput): Promise<void> {
    await this.invitations.lockCustomer(tx, customer.id);
    const person = await this.invitations.person(tx, emailKey(colleague.email) ?? '', customer.id);
    const open = person && (await this.rows.ofPerson(tx, customer.id, person.id));
    if (person?.linked && !open) throw new FieldRefused('email', { key: 'contacts.errors.alreadyLinked' });
    const linkId = person ? (open?.link?.id ?? null) : await this.contacts.create(tx, actor, customer.id, { ...colleague, phone: null, handle: null, pictureId: null, active: true }, link);
    if (open?.link) await this.contacts.edit(tx, actor, { id: open.link.id, customerId: customer.id }, { version: open.link.version, link, person: null });
    const contactId = person?.id ?? (await this.rows.personOf(tx, linkId ?? ''));
    const typed = { name: contactName(colleague), email: colleague.email };
    const token = randomHex(32);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    const id = await this.invitations.replace(tx, { customerId: customer.id, contactId, linkId, byColleague: true, token, typed, link: this.contacts.withDefaults(link), now, expiresAt });
    await this.send(tx, actor, customer, { contactId, isNew: linkId !== null, name: typed.name || typed.email }, { id, token, lifeMs: LIFE_MS }, now);
  }

  /** Sends it again with a new link; the earlier one is dead. False when it does not stand (any more), or is none of that customer. */
  async renew(tx: EntityManager, actor: Doer, customer: CustomerNamed, id: string): Promise<boolean> {
    const invitation = await this.held(tx, customer.id, id);
    if (!invitation) return false;
    const now = this.clock.now();
    const token = randomHex(32);
    await this.rows.extend(tx, id, token, new Date(now.getTime() + LIFE_MS));
    await this.send(tx, actor, customer, { contactId: invitation.contactId, isNew: invitation.link !== null, name: invitation.name || invitation.email }, { id, token, lifeMs: LIFE_MS }, now);
    return true;
  }

  /** Takes it back: the question, or the link of the new person with the person. False as for `renew`. */
  async withdraw(tx: EntityManager, actor: Doer, customer: CustomerNamed, id: string): Promise<boolean> {
    const invitation = await this.held(tx, customer.id, id);
    if (!invitation || (await this.invitations.close(tx, customer.id, id)) === null) return false;
    if (invitation.link) await this.contacts.remove(tx, actor, { id: invitation.link.id, customerId: customer.id });
    else await this.note(tx, actor, 'contact.askWithdrawn', { id: null, name: invitation.name || invitation.email }, customer.id);
    return true;
  }

  private async held(tx: EntityManager, customerId: string, id: string): Promise<InvitationBehind | null> {
    await this.invitations.lockCustomer(tx, customerId);
    return this.rows.one(tx, customerId, id);
  }

  /** The letter, and what the activity says of it. Who is inactive gets none; whoever invites is not told. */
  private async send(tx: EntityManager, actor: Doer, customer: CustomerNamed, to: { contactId: string; isNew: boolean; name: string }, question: Question, now: Date): Promise<void> {
    const person = await tx.findOneByOrFail(Contact, { id: to.contactId });
    if (!to.isNew) await this.questions.ask(tx, person, customer, question, now);
    else if (person.active) await this.letters.sendLink(tx, 'set-password', person, customer, now);
    const subject = to.isNew ? { id: person.id, name: contactName(person) } : { id: null, name: to.name };
    await this.note(tx, actor, to.isNew ? 'contact.invited' : 'contact.asked', subject, customer.id);
  }

  private note(tx: EntityManager, actor: Doer, action: string, { id, name }: { id: string | null; name: string }, customerId: string): Promise<void> {
    return this.activity.record(tx, { actor, at: this.clock.now(), action, subject: { kind: 'contact', id, name }, customerId });
  }
}
