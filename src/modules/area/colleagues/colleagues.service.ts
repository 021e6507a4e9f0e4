import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { AreaCustomer, ContactActor } from '../../../kernel/access/contact-actor';
import { readContactPermissions, readMailSwitches, switchesOf } from '../../../kernel/access/contact-permissions';
import { sha256 } from '../../../kernel/auth/digest';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { ChangedMeanwhile, Conflict, NotFound, TooMany } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { emailKey } from '../../../kernel/text/email-key';
import { ContactsService } from '../../contacts/contacts.service';
import { ColleagueInvitations } from '../../contacts/links/colleague-invitations.service';
import { ContactAccess } from '../../contacts/logins/contact-access.service';
import { SettingsStore } from '../../settings/settings.store';
import type { ColleagueForm, NewColleagueForm } from './colleague.form';
import { ColleagueQueries, type Colleague } from './colleagues.queries';

const HOUR = 3_600_000;
const HERE = '/colleagues';
/** Milliseconds. */
const ANSWER_MS = 150;

/**
 * Colleagues as admin contacts manage them (ARE-7, CON-2): they invite, edit the link and end it; never a password or an
 * e-mail address, never their own link, and no right that they do not have themselves.
 */
@Injectable()
export class Colleagues {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: ContactAccess,
    private readonly contacts: ContactsService,
    private readonly invitations: ColleagueInvitations,
    private readonly limits: RateLimits,
    private readonly queries: ColleagueQueries,
    private readonly settings: SettingsStore,
  ) {}

  /** The customer whose colleagues the contact manages. @throws NotFound when it does not (any more) */
  customer(contact: ContactActor, id: string): AreaCustomer {
    const customer = contact.customers.find((one) => one.id === id && one.admin);
    if (!customer || !this.settings.all().areaManageColleagues) throw new NotFound();
    return customer;
  }

  /** Somebody else's link to that customer. @throws NotFound, also for one's own */
  async colleague(contact: ContactActor, customer: AreaCustomer, id: string): Promise<Colleague> {
    const colleague = await this.queries.one(customer.id, id);
    if (!colleague || colleague.contactId === contact.id) throw new NotFound();
    return colleague;
  }

  /** New people get the default permissions (PER-2). @throws FieldRefused at `email`, TooMany */
  async invite(contact: ContactActor, post: Post, { customerId, firstName, lastName, email, position, kind }: NewColleagueForm): Promise<string> {
    const customer = this.customer(contact, customerId);
    if (firstName === null && lastName === null) throw new FieldRefused('firstName', { key: 'area.profile.nameMissing' });
    await this.limit(contact, customer, email);
    const invite = () => oncePerPost(this.dataSource, post, async (tx) => {
      await this.invitations.invite(tx, contact, customer, { firstName, lastName, email, language: null }, { position, kind });
      return HERE;
    });
    // Another customer made a contact of the address at this moment: now it is known, and asked.
    return alike(invite().catch((error: unknown) => (isTaken(error) ? invite() : Promise.reject(error))));
  }

  /** @throws ChangedMeanwhile */
  async edit(contact: ContactActor, post: Post, colleague: Colleague, form: ColleagueForm): Promise<string> {
    const customer = this.customer(contact, form.customerId);
    const own = [...customer.permissions];
    const permissions = within(own, readContactPermissions(colleague.permissions), form.permissions);
    const mailSwitches = within(switchesOf(own), readMailSwitches(colleague.mailSwitches), form.mailSwitches);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const link = { position: form.position, kind: form.kind, permissions, mailSwitches };
      const saved = await this.contacts.edit(tx, contact, { id: colleague.id, customerId: customer.id }, { version: form.version, link, person: null });
      if (!saved) throw new ChangedMeanwhile();
      return HERE;
    });
  }

  /** @throws Conflict for the primary contact (CON-4) */
  remove(contact: ContactActor, post: Post, customer: AreaCustomer, { id }: Colleague): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const result = await this.contacts.remove(tx, contact, { id, customerId: customer.id });
      if (result === 'gone') throw new NotFound();
      if (result === 'primary') throw new Conflict({ key: 'area.colleagues.primaryStays' }, [{ label: 'area.menu.colleagues', href: HERE }]);
      return HERE;
    });
  }

  /** Sends the invitation again. @throws Conflict when the colleague signs in already */
  async inviteAgain(contact: ContactActor, post: Post, customer: AreaCustomer, { id }: Colleague): Promise<string> {
    await this.limit(contact);
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.invite(tx, contact, customer, id, false);
      return HERE;
    });
  }

  /** Sends an invitation again that was made here. @throws NotFound when it does not stand any more, TooMany */
  async renew(contact: ContactActor, post: Post, customer: AreaCustomer, id: string): Promise<string> {
    const open = (await this.invitations.open(customer.id)).find((one) => one.id === id);
    if (!open) throw new NotFound();
    await this.limit(contact, customer, open.email);
    return alike(oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.invitations.renew(tx, contact, customer, id))) throw new NotFound();
      return HERE;
    }));
  }

  /** Takes an invitation back. @throws NotFound when it does not stand any more */
  withdraw(contact: ContactActor, post: Post, customer: AreaCustomer, id: string): Promise<string> {
    return alike(oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.invitations.withdraw(tx, contact, customer, id))) throw new NotFound();
      return HERE;
    }));
  }

  /** @param email nobody is written to more than three times an hour from one customer (A25) */
  private async limit({ id }: ContactActor, customer?: AreaCustomer, email?: string): Promise<void> {
    const wait = await this.limits.hit({ key: `colleagues:${id}`, max: 30, windowMs: HOUR });
    const more = customer && email ? await this.limits.hit({ key: `colleague:${customer.id}:${sha256(emailKey(email) ?? '')}`, max: 3, windowMs: HOUR }) : 0;
    if (wait > 0 || more > 0) throw new TooMany({ key: 'area.colleagues.tooMany' }, Math.max(wait, more));
  }
}

/** Takes as long for a person who is known as for a new one, so that the time tells nothing (CON-2, A12). */
async function alike(work: Promise<string>): Promise<string> {
  const [location] = await Promise.all([work, pause(ANSWER_MS)]);
  return location;
}

function isTaken(error: unknown): boolean {
  return error instanceof FieldRefused && error.reason.key === 'contacts.errors.emailTaken';
}

/** What was ticked of `own`; what else was there stays. */
function within<T extends string>(own: readonly T[], before: readonly T[], ticked: readonly T[]): T[] {
  return [...before.filter((one) => !own.includes(one)), ...own.filter((one) => ticked.includes(one))];
}
