import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Pictures, type KeptPicture } from '../../kernel/files/pictures';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { CustomerAccess } from '../customers/page/customer-page.access';
import type { ContactEditForm, ContactForm, LinkEditForm } from './contact.form';
import { ContactQueries, type ContactRow } from './contacts.queries';
import { ContactsService, type LinkInput, type PersonInput } from './contacts.service';

/** Contacts as staff add, edit and delete them on the customer page. */
@Injectable()
export class ContactEditor {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly contacts: ContactsService,
    private readonly queries: ContactQueries,
    private readonly pictures: Pictures,
  ) {}

  /** @throws FieldRefused at `email` when it is taken. */
  add(actor: StaffActor, post: Post, customerId: string, form: ContactForm, picture: KeptPicture | null): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      await this.contacts.create(tx, actor, customerId, person(form, await this.record(tx, picture)), link(form));
      return tabOf(customerId);
    });
  }

  /** Links the person who has the address already; only whoever sees all its customers links at once (CON-2). @throws FieldRefused */
  linkKnown(actor: StaffActor, post: Post, customerId: string, form: ContactForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      const known = form.email === null ? null : await this.queries.knownByEmail(tx, actor, form.email);
      if (!known) throw new FieldRefused('email', { key: 'contacts.errors.emailTaken' });
      await this.contacts.linkExisting(tx, actor, customerId, known.id, link(form));
      return tabOf(customerId);
    });
  }

  /**
   * @param form with the person's fields, or those of the link alone; who may not edit the person, writes the link alone.
   * @throws Conflict when somebody else saved meanwhile.
   */
  edit(actor: StaffActor, post: Post, customerId: string, contact: ContactRow, form: ContactEditForm | LinkEditForm, picture: KeptPicture | null): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const mayEdit = 'personVersion' in form && (await this.queries.mayEditPerson(tx, actor, String(contact.contact_id)));
      const edited = mayEdit ? { ...person(form, await this.pictureOf(tx, contact, form, picture)), version: form.personVersion } : null;
      const saved = await this.contacts.edit(tx, actor, { id: String(contact.id), customerId }, { version: form.version, link: link(form), person: edited });
      if (!saved) throw new Conflict({ key: 'contacts.errors.changed' });
      return tabOf(customerId);
    });
  }

  /** @throws Conflict for the primary contact (CON-4). */
  delete(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      const result = await this.contacts.remove(tx, actor, { id, customerId });
      if (result === 'gone') throw new NotFound();
      if (result === 'primary') throw new Conflict({ key: 'contacts.errors.primaryStays' }, [{ label: 'contacts.toContacts', href: tabOf(customerId) }]);
      return tabOf(customerId);
    });
  }

  /** @throws Conflict when its address has been taken meanwhile. */
  async restore(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    try {
      return await oncePerPost(this.dataSource, post, async (tx) => {
        await this.access.demand(actor, customerId, 'manageContacts', tx);
        await this.contacts.restore(tx, actor, { id, customerId }, await this.queries.deletionOf(tx, customerId, id));
        return tabOf(customerId);
      });
    } catch (error) {
      throw error instanceof FieldRefused ? new Conflict(error.reason, [{ label: 'contacts.toContacts', href: tabOf(customerId) }]) : error;
    }
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
export function person({ firstName, lastName, email, phone, handle, language, active }: ContactForm, pictureId: string | null): PersonInput {
  return { firstName, lastName, email, phone, handle, pictureId, language, active };
}

export function link({ position, kind, primary }: Pick<ContactForm, 'position' | 'kind' | 'primary'>): LinkInput {
  return { position, kind, primary };
}

function tabOf(customerId: string): string {
  return `/admin/customers/${customerId}/contacts`;
}
