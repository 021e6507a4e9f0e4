import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { AccessTokens, type AccessToken } from '../../../kernel/auth/access-tokens';
import { NewPasswords } from '../../../kernel/auth/new-passwords';
import { OpenSessions } from '../../../kernel/auth/open-sessions.queries';
import { Passwords } from '../../../kernel/auth/passwords';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction } from '../../../kernel/db/transaction';
import type { Message } from '../../../kernel/i18n/message';
import { emailKey } from '../../../kernel/text/email-key';
import type { ActivityEntry } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity.log';
import { Contact } from '../contact.entity';
import { contactName } from '../contact-name';
import { customersOf } from '../person-rows.queries';
import { ContactLetters, type LinkPurpose } from './contact-letters';
import { LoginQueries } from './login.queries';

/** Whose password a link sets. */
export interface LinkHolder {
  readonly token: AccessToken;
  readonly contact: { readonly id: string; readonly name: string; readonly email: string };
}

const PURPOSES: readonly string[] = ['set-password', 'reset'] satisfies LinkPurpose[];

/**
 * The passwords of contacts, as they themselves use them (CON-6 to CON-8). Whatever sets one ends their sessions and links.
 * What staff do about them is in `ContactAccess`.
 */
@Injectable()
export class ContactLogins {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly fresh: NewPasswords,
    private readonly letters: ContactLetters,
    private readonly passwords: Passwords,
    private readonly queries: LoginQueries,
    private readonly sessions: OpenSessions,
    private readonly tokens: AccessTokens,
  ) {}

  /** Why `password` is too easy to guess for that person, or null. */
  weakness(password: string, person: { name: string; email: string }): Message | null {
    return this.fresh.weakness(password, person);
  }

  /**
   * Sends a link to whoever has this address and may sign in; to nobody else, and without telling (A12). Who has no password
   * yet gets an invitation, if staff have sent one or it is the primary contact (CON-6).
   */
  async askForLink(email: string): Promise<void> {
    const key = emailKey(email);
    if (key === null) return;
    await inTransaction(this.dataSource, async (tx) => {
      const owner = await this.queries.byEmail(tx, key);
      if (!owner || (owner.passwordHash === null && !owner.invited && !owner.primary)) return;
      await this.letters.sendLink(tx, owner.passwordHash === null ? 'set-password' : 'reset', owner, owner.customer, this.clock.now());
    });
  }

  /** Sends a new link in place of one that has expired (CON-7); for any other link nothing happens, and nothing is told. */
  async askAgain(token: unknown): Promise<void> {
    const now = this.clock.now();
    const expired = await this.queries.expired(token, now);
    if (!expired || !PURPOSES.includes(expired.purpose)) return;
    await inTransaction(this.dataSource, async (tx) => {
      const owner = await this.queries.byId(tx, expired.contactId);
      if (owner) await this.letters.sendLink(tx, owner.passwordHash === null ? 'set-password' : 'reset', owner, owner.customer, now);
    });
  }

  /** Whose password a link sets; null when the link is dead. Uses nothing up: mail scanners open links. */
  async holderOf(token: unknown): Promise<LinkHolder | null> {
    const found = await this.tokens.find(token, 'contact', this.clock.now());
    if (!found || !PURPOSES.includes(found.purpose)) return null;
    const owner = await this.queries.byId(this.dataSource.manager, found.principalId);
    return owner && { token: found, contact: { id: owner.id, name: owner.name, email: owner.email } };
  }

  /** Sets the password by a link. False when the link was used, replaced or its holder deactivated meanwhile. */
  async setByLink({ token }: Pick<LinkHolder, 'token'>, password: string): Promise<boolean> {
    if (!PURPOSES.includes(token.purpose)) return false;
    const hash = await this.passwords.hash(password);
    return inTransaction(this.dataSource, async (tx) => {
      const contact = await this.locked(tx, token.principalId);
      if (!contact || !(await this.queries.byId(tx, contact.id)) || !(await this.tokens.use(tx, token, this.clock.now()))) return false;
      await this.store(tx, contact, hash, false);
      if (contact.passwordHash !== null) await this.letters.tellPasswordChanged(tx, contact, this.clock.now());
      await this.noteOf(tx, contact, contact.passwordHash === null ? 'contact.passwordSet' : 'contact.passwordChanged');
      return true;
    });
  }

  async isCurrent(contactId: string, password: string): Promise<boolean> {
    const contact = await this.dataSource.manager.findOneBy(Contact, { id: contactId });
    return this.passwords.matches(contact?.passwordHash ?? null, password);
  }

  /** Changes one's own password. Every session ends, this one too: the handler starts a new one. */
  async change(actor: ContactActor, password: string): Promise<void> {
    const hash = await this.passwords.hash(password);
    await inTransaction(this.dataSource, async (tx) => {
      const contact = await this.locked(tx, actor.id);
      if (!contact) return;
      await this.store(tx, contact, hash, false);
      await this.letters.tellPasswordChanged(tx, contact, this.clock.now());
      await this.noteOf(tx, contact, 'contact.passwordChanged');
    });
  }

  hash(password: string): Promise<string> {
    return this.passwords.hash(password);
  }

  /** Writes a password; every session and every link of the person is dead. The caller holds its row locked. */
  async store(tx: EntityManager, contact: Pick<Contact, 'id'>, passwordHash: string, mustChange: boolean): Promise<void> {
    await tx.update(Contact, { id: contact.id }, { passwordHash, mustChangePassword: mustChange, updatedAt: this.clock.now() });
    await this.sessions.endAll(tx, { kind: 'contact', id: contact.id });
    await this.tokens.revoke(tx, { kind: 'contact', id: contact.id });
  }

  private locked(tx: EntityManager, id: string): Promise<Contact | null> {
    return tx.findOne(Contact, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Notes on the page of each of its customers what a contact has done about its login. */
  async note(tx: EntityManager, contactId: string, action: string): Promise<void> {
    await this.noteOf(tx, await tx.findOneByOrFail(Contact, { id: contactId }), action);
  }

  private async noteOf(tx: EntityManager, contact: Contact, action: string): Promise<void> {
    const name = contactName(contact);
    const entry: ActivityEntry = { actor: { kind: 'contact', id: contact.id, name }, at: this.clock.now(), action, subject: { kind: 'contact', id: contact.id, name } };
    const customers = await customersOf(tx, contact.id);
    await this.activity.recordMany(tx, customers.map((customerId) => ({ ...entry, customerId })));
  }
}
