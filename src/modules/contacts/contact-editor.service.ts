import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Pictures, type KeptPicture } from '../../kernel/files/pictures';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { emailKey } from '../../kernel/text/email-key';
import { CustomerAccess } from '../customers/page/customer-page.access';
import type { PersonInput } from './contact-persons.service';
import type { ContactEditForm, ContactForm, LinkEditForm, LinkForm, PersonForm } from './contact.form';
import { ContactQueries, type ContactRow } from './contacts.queries';
import { ContactsService, type LinkInput, type LinkOfCustomer } from './contacts.service';
import { LinkInvitations } from './links/link-invitations.service';
import { ContactAccess, type LoginWay } from './logins/contact-access.service';
import { ContactLogins } from './logins/contact-logins.service';
import type { TypedWay } from './logins/login-choices';
import { holdAddress, holdPersonBehind } from './person-rows.queries';

/** What a form sends beside its fields. */
export interface Sent {
  readonly picture: KeptPicture | null;
  readonly way: TypedWay;
}

/** Contacts as staff add and edit them on the customer page. */
@Injectable()
export class ContactEditor {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly contacts: ContactsService,
    private readonly entry: ContactAccess,
    private readonly invitations: LinkInvitations,
    private readonly logins: ContactLogins,
    private readonly queries: ContactQueries,
    private readonly pictures: Pictures,
  ) {}

  /** @throws FieldRefused at `email` when it is taken, at `login` when it can have none. */
  async add(actor: StaffActor, post: Post, customerId: string, form: ContactForm, { picture, way }: Sent): Promise<string> {
    const hashed = await this.hashed(way);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const customer = await this.access.demand(actor, customerId, 'manageContacts', tx);
      const linkId = await this.contacts.create(tx, actor, customerId, person(form, await this.record(tx, picture)), link(form));
      await this.entry.begin(tx, actor, customer, linkId, hashed, !form.noWelcome);
      return tabOf(customerId);
    });
  }

  /** Links the person who has the address already; only whoever sees all its customers links at once (CON-2). @throws FieldRefused */
  linkKnown(actor: StaffActor, post: Post, customerId: string, form: ContactForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      await holdAddress(tx, emailKey(form.email ?? '') ?? '');
      const known = form.email === null ? null : await this.queries.knownByEmail(tx, actor, form.email);
      if (!known) throw new FieldRefused('email', { key: 'contacts.errors.emailTaken' });
      await this.contacts.linkExisting(tx, actor, customerId, known.id, link(form));
      return tabOf(customerId);
    });
  }

  /** Asks whoever has the address by mail; nothing of the person is told (CON-2). @throws FieldRefused when there is nobody to ask. */
  ask(actor: StaffActor, post: Post, customerId: string, form: ContactForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const customer = await this.access.demand(actor, customerId, 'manageContacts', tx);
      const typed = { name: [form.firstName, form.lastName].filter(Boolean).join(' '), email: form.email ?? '' };
      if (!(await this.invitations.ask(tx, actor, customer, typed, link(form)))) throw new FieldRefused('email', { key: 'contacts.errors.nobodyToAsk' });
      return tabOf(customerId);
    });
  }

  /**
   * @param form with the person's fields, or those of the link alone.
   * @throws Conflict when somebody else saved meanwhile, or the person became one that the actor may not edit; FieldRefused.
   */
  async edit(actor: StaffActor, post: Post, customerId: string, contact: ContactRow, form: ContactEditForm | LinkEditForm, { picture, way }: Sent): Promise<string> {
    const hashed = await this.hashed(way);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const at = { id: String(contact.id), customerId };
      const ofPerson = 'personVersion' in form ? form : null;
      // What a form could do when it was opened is asked again, with every customer of the person held.
      if (ofPerson && !(await this.mayStillEdit(tx, actor, at))) throw new Conflict({ key: 'contacts.errors.changed' });
      const edited = ofPerson && { ...person(ofPerson, await this.pictureOf(tx, contact, ofPerson, picture)), version: ofPerson.personVersion };
      const moving = ofPerson && (await this.invitationsToMove(tx, contact, ofPerson));
      const saved = await this.contacts.edit(tx, actor, at, { version: form.version, link: link(form), person: edited });
      if (!saved) throw new Conflict({ key: 'contacts.errors.changed' });
      const customer = await this.access.demand(actor, customerId, 'manageContacts', tx);
      if (moving) await this.invitations.reopen(tx, moving.asked);
      if (ofPerson) await this.entry.change(tx, actor, customer, at.id, hashed.by === 'none' && moving?.invited ? { by: 'link' } : hashed);
      return tabOf(customerId);
    });
  }

  private async mayStillEdit(tx: EntityManager, actor: StaffActor, { id, customerId }: LinkOfCustomer): Promise<boolean> {
    const person = await holdPersonBehind(tx, customerId, id);
    return person !== null && this.queries.mayEditPerson(tx, actor, person.id);
  }

  /** What stands open on an address that changes, if it is to go along; null when nothing is. @throws FieldRefused to ask (CON-10a) */
  private async invitationsToMove(tx: EntityManager, contact: ContactRow, form: ContactEditForm) {
    const key = form.email === null ? null : emailKey(form.email);
    if (contact.email === null || key === emailKey(contact.email)) return null;
    const standing = await this.queries.invitationsStanding(tx, String(contact.contact_id), this.clock.now());
    if (key === null || (!standing.invited && standing.asked.length === 0)) return null;
    if (form.moveInvitation === null) throw new FieldRefused('moveInvitation', { key: 'contacts.errors.moveInvitation', params: { email: contact.email } });
    return form.moveInvitation === 'yes' ? standing : null;
  }

  private async hashed(way: TypedWay): Promise<LoginWay> {
    return way.by === 'password' ? { by: 'password', hash: await this.logins.hash(way.password) } : { by: way.by };
  }

  private async pictureOf(tx: EntityManager, contact: ContactRow, form: ContactForm, picture: KeptPicture | null): Promise<string | null> {
    if (picture) return this.record(tx, picture);
    return form.removePicture || contact.picture_id === null ? null : String(contact.picture_id);
  }

  private async record(tx: EntityManager, picture: KeptPicture | null): Promise<string | null> {
    return picture && this.pictures.record(tx, picture, this.clock.now());
  }
}

/** The part of the form that belongs to the person, field by field, so that nothing else comes along. */
export function person({ firstName, lastName, email, phone, handle, language, active }: PersonForm, pictureId: string | null): PersonInput {
  return { firstName, lastName, email, phone, handle, pictureId, language, active };
}

export function link({ position, kind, primary, permissions, mailSwitches }: Pick<LinkForm, 'position' | 'kind' | 'primary' | 'permissions' | 'mailSwitches'>): LinkInput {
  return { position, kind, primary, permissions, mailSwitches };
}

/** The tab Contacts of a customer. */
export function tabOf(customerId: string): string {
  return `/admin/customers/${customerId}/contacts`;
}
