import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ContactActor } from '../../kernel/access/contact-actor';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { NotFound } from '../../kernel/http/errors';
import { emailKey } from '../../kernel/text/email-key';
import { changesBetween, type Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { CustomerSearch } from '../customers/customer-search';
import { contactName, contactSortName } from './contact-name';
import { Contact } from './contact.entity';
import { ContactLetters } from './logins/contact-letters';
import { killOpenLinks } from './logins/open-links.queries';
import { customersOf, holdPerson } from './person-rows.queries';
import { UnverifiedRegistrations } from './unverified-registrations';

/** What belongs to the person, wherever it is linked. */
export interface PersonInput {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly handle: string | null;
  readonly pictureId: string | null;
  readonly language: string | null;
  readonly active: boolean;
}

/** What a person may change about itself; left out, it stays. Another address has been confirmed before. */
export type OwnFields = Partial<Omit<PersonInput, 'active'>> & { readonly theme?: string };

/** The persons behind contacts: their own fields, the same for all their customers (CON-2). */
@Injectable()
export class ContactPersons {
  constructor(
    private readonly clock: Clock,
    private readonly activity: ActivityLog,
    private readonly letters: ContactLetters,
    private readonly search: CustomerSearch,
    private readonly sessions: OpenSessions,
    private readonly registrations: UnverifiedRegistrations,
  ) {}

  /** @throws FieldRefused at `email` when the address belongs to another contact. */
  async insert(tx: EntityManager, person: PersonInput, now: Date): Promise<string> {
    try {
      const result = await tx.insert(Contact, { ...person, sortName: contactSortName(person), emailKey: keyOf(person.email), createdAt: now, updatedAt: now });
      return String(result.identifiers[0].id);
    } catch (error) {
      throw isDuplicate(error, 'contacts_email_key') ? emailTaken() : error;
    }
  }

  /**
   * Writes changed fields of a person whose row, and whose customers' rows, the caller holds locked; the search tells every
   * customer of it. Another address ends the links of the old one, which is told (CON-10a); without one there is no login.
   * @throws FieldRefused at `email` when the address belongs to another contact.
   */
  async write(tx: EntityManager, before: Contact, person: Partial<PersonInput> & { theme?: string }, now: Date): Promise<Changes> {
    const changes = changesBetween(before, person);
    if (!changes) return {};
    const key = person.email === undefined ? before.emailKey : keyOf(person.email);
    try {
      await tx.update(Contact, { id: before.id, version: before.version }, { ...person, sortName: contactSortName({ ...before, ...person }), emailKey: key, version: before.version + 1, updatedAt: now });
    } catch (error) {
      throw isDuplicate(error, 'contacts_email_key') ? emailTaken() : error;
    }
    if (person.active === false) await this.sessions.endAll(tx, { kind: 'contact', id: before.id });
    if (key !== before.emailKey) await this.leaveAddress(tx, before, person.email ?? null, now);
    for (const customerId of await customersOf(tx, before.id)) await this.search.refresh(tx, customerId);
    return changes;
  }

  /**
   * What a contact changes about itself, for all its customers, on whose pages it is told.
   * @throws FieldRefused at `email` when the address belongs to another contact.
   */
  async changeOwn(tx: EntityManager, actor: ContactActor, fields: OwnFields): Promise<void> {
    const now = this.clock.now();
    const person = await holdPerson(tx, actor.id);
    if (!person) throw new NotFound();
    if (fields.email !== undefined && fields.email !== person.email) await this.registrations.giveWay(tx, actor, fields.email);
    // Which colours somebody prefers is nobody's news.
    const { theme: _theme, ...changes } = await this.write(tx, person, fields, now);
    if (Object.keys(changes).length === 0) return;
    const name = contactName({ ...person, ...fields });
    const customers = await customersOf(tx, actor.id);
    await this.activity.recordMany(tx, customers.map((customerId) => ({ actor, at: now, action: 'contact.edited', subject: { kind: 'contact', id: actor.id, name }, customerId, changes })));
  }

  private async leaveAddress(tx: EntityManager, before: Contact, email: string | null, now: Date): Promise<void> {
    await killOpenLinks(tx, before.id);
    if (email === null) await this.sessions.endAll(tx, { kind: 'contact', id: before.id });
    if (before.emailKey !== null) await this.letters.tellEmailChanged(tx, before, before.emailKey, email, now);
  }
}

function keyOf(email: string | null): string | null {
  return email === null ? null : emailKey(email);
}

export function emailTaken(): FieldRefused {
  return new FieldRefused('email', { key: 'contacts.errors.emailTaken' });
}
