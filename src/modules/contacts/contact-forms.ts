import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { readContactPermissions } from '../../kernel/access/contact-permissions';
import { SecondFactors } from '../../kernel/auth/second-factor';
import { Clock } from '../../kernel/clock/clock';
import { PICTURE } from '../../kernel/files/picture-encoder';
import { Pictures, type KeptPicture } from '../../kernel/files/pictures';
import { FieldRefused } from '../../kernel/forms/field-refused';
import type { Typed } from '../../kernel/forms/read-form';
import type { UploadedFile } from '../../kernel/http/upload.interceptor';
import { emailKey } from '../../kernel/text/email-key';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { SettingsStore } from '../settings/settings.store';
import { contactModel, type FormOf } from './contacts.presenter';
import { ContactQueries, type ContactRow, type KnownPerson } from './contacts.queries';

/** Opens the form of a contact for whoever may use it, and takes its picture. */
@Injectable()
export class ContactForms {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: CustomerAccess,
    private readonly clock: Clock,
    private readonly factors: SecondFactors,
    private readonly queries: ContactQueries,
    private readonly settings: SettingsStore,
    private readonly pictures: Pictures,
  ) {}

  /** @throws NotFound, Forbidden */
  async forNew(actor: StaffActor, customerId: string): Promise<FormOf> {
    const customer = await this.access.demand(actor, customerId, 'manageContacts');
    return { customer, contact: null, primaryName: await this.primaryName(customerId), mayEditPerson: true, secondFactorSince: null, others: { seen: [], hidden: 0 }, ...this.common(actor) };
  }

  /** @throws NotFound, also for another customer's contact; Forbidden */
  async forEdit(actor: StaffActor, customerId: string, linkId: string): Promise<FormOf & { contact: ContactRow }> {
    const customer = await this.access.demand(actor, customerId, 'manageContacts');
    const contact = await this.queries.one(customerId, linkId);
    const mayEditPerson = await this.queries.mayEditPerson(this.dataSource.manager, actor, String(contact.contact_id));
    const others = await this.queries.otherCustomers(actor, String(contact.contact_id), customerId);
    const factor = mayEditPerson ? await this.factors.state({ kind: 'contact', id: String(contact.contact_id) }) : null;
    return { customer, contact, mayEditPerson, secondFactorSince: factor?.since ?? null, primaryName: await this.primaryName(customerId), others, ...this.common(actor) };
  }

  /** The person whose address was typed, when the actor may know of it and it is no contact of this customer yet. */
  async known(actor: StaffActor, customerId: string, typed: Typed): Promise<KnownPerson | null> {
    const email = typeof typed.email === 'string' ? typed.email.trim() : '';
    if (emailKey(email) === null) return null;
    const known = await this.queries.knownByEmail(this.dataSource.manager, actor, email);
    if (!known) return null;
    const here = await this.queries.list(customerId);
    return here.some((row) => String(row.contact_id) === known.id) ? null : known;
  }

  /** Stores the picture that was sent. @throws FieldRefused at `picture` for what is none. */
  async keep(upload: UploadedFile | null): Promise<KeptPicture | null> {
    if (!upload) return null;
    const kept = await this.pictures.keep(upload, PICTURE);
    if (!kept.ok) throw new FieldRefused('picture', kept.problem);
    return kept.picture;
  }

  private async primaryName(customerId: string): Promise<string | null> {
    const [first] = await this.queries.list(customerId, 1);
    return first ? contactModel(first, this.clock.now()).name : null;
  }

  private common(actor: StaffActor) {
    const { language, contactPermissions } = this.settings.all();
    return { language: actor.language ?? language, permissions: readContactPermissions(contactPermissions), now: this.clock.now() };
  }
}
