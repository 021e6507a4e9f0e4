import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { permissionColumn, readContactPermissions, switchColumn, switchesOf, type ContactPermission, type MailSwitch } from '../../kernel/access/contact-permissions';
import { changesBetween, type ActivityEntry, type Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { CustomerSearch } from '../customers/customer-search';
import { insertDeletion } from '../customers/trash/deletions.queries';
import { SettingsStore } from '../settings/settings.store';
import { restorePerson, trashedPersons, trashWithoutLink } from './contact-trash';
import { contactName } from './contact-name';
import { ContactPersons, emailTaken, type PersonInput } from './contact-persons.service';
import { Contact } from './contact.entity';
import { CustomerContact, type ContactKind } from './customer-contact.entity';
import { tickChanges } from './link-ticks';
import { holdPersonBehind } from './person-rows.queries';
import { UnverifiedRegistrations } from './unverified-registrations';

/** What belongs to the link between person and customer. */
export interface LinkInput {
  readonly position: string | null;
  readonly kind: ContactKind;
  /** Makes it the primary contact; false leaves the primary contact as it is (CON-3). */
  readonly primary?: boolean;
  /** Left out: a new link gets those of Settings → Customers (PER-2), an edited one keeps its own. */
  readonly permissions?: readonly ContactPermission[];
  /** Left out: those that follow from the permissions of a new link (PER-4), an edited one keeps its own. */
  readonly mailSwitches?: readonly MailSwitch[];
}

/** Whoever causes a change, as the log names it. */
type Doer = ActivityEntry['actor'];

export interface LinkOfCustomer {
  readonly id: string;
  readonly customerId: string;
}

/** What an edit writes, and the versions it was read at. */
export interface ContactEdit {
  readonly version: number;
  readonly link: LinkInput;
  /** null: the person's own fields stay as they are. */
  readonly person: (PersonInput & { readonly version: number }) | null;
}

/**
 * Contacts and their links to customers. Locks go customer → person → link, so that "exactly one primary contact as soon
 * as there are contacts" (CON-3) holds when several people work on the same customer.
 */
@Injectable()
export class ContactsService {
  constructor(
    private readonly clock: Clock,
    private readonly search: CustomerSearch,
    private readonly activity: ActivityLog,
    private readonly persons: ContactPersons,
    private readonly settings: SettingsStore,
    private readonly registrations: UnverifiedRegistrations,
  ) {}

  /**
   * Makes a new person a contact of the customer; the first one is its primary contact.
   * @returns the link's id.
   * @throws FieldRefused at `email` when the address belongs to another contact.
   */
  async create(tx: EntityManager, actor: Doer, customerId: string, person: PersonInput, link: LinkInput): Promise<string> {
    const now = this.clock.now();
    await lockCustomer(tx, customerId);
    await this.registrations.giveWay(tx, actor, person.email);
    const contactId = await this.persons.insert(tx, person, now);
    return this.link(tx, actor, customerId, contactId, link, contactName(person), now);
  }

  /**
   * Links a person who is a contact already. The caller has made sure that `actor` sees all customers of that person (CON-2).
   * @throws FieldRefused at `email` when the person is a contact of this customer already, or gone.
   */
  async linkExisting(tx: EntityManager, actor: Doer, customerId: string, contactId: string, link: LinkInput): Promise<string> {
    await lockCustomer(tx, customerId);
    const person = await tx.findOne(Contact, { where: { id: contactId }, lock: { mode: 'pessimistic_write' } });
    if (!person || person.deletedAt) throw emailTaken();
    return this.link(tx, actor, customerId, contactId, link, contactName(person), this.clock.now());
  }

  /**
   * Writes the link and, where `edit.person` is given, the person for all its customers; one entry tells of both.
   * @returns false when somebody else saved meanwhile, or it is gone: nothing was written.
   */
  async edit(tx: EntityManager, actor: Doer, { id, customerId }: LinkOfCustomer, edit: ContactEdit): Promise<boolean> {
    const now = this.clock.now();
    if (edit.person) await holdPersonBehind(tx, customerId, id);
    const { primaryLinkId } = await lockCustomer(tx, customerId);
    const link = await tx.findOneBy(CustomerContact, { id, customerId });
    if (!link || link.deletedAt || link.version !== edit.version) return false;
    const person = await tx.findOne(Contact, { where: { id: link.contactId }, lock: { mode: 'pessimistic_write' } });
    if (!person || (edit.person && person.version !== edit.person.version)) return false;
    const { primary = false } = edit.link;
    if (edit.person && edit.person.email !== person.email) await this.registrations.giveWay(tx, actor, edit.person.email);
    const changes: Changes = {
      ...(edit.person ? await this.persons.write(tx, person, fieldsOf(edit.person), now) : {}),
      ...(await writeLink(tx, link, edit.link, now)),
      ...(primary && primaryLinkId !== id ? await writePrimary(tx, customerId, id) : {}),
    };
    if (Object.keys(changes).length > 0) await this.record(tx, actor, 'contact.edited', person.id, contactName(edit.person ?? person), customerId, now, changes);
    return true;
  }

  /** Makes the link the customer's primary contact in one update; the one before is demoted by it (CON-3). */
  async makePrimary(tx: EntityManager, actor: Doer, { id, customerId }: LinkOfCustomer): Promise<boolean> {
    const { primaryLinkId } = await lockCustomer(tx, customerId);
    const link = await tx.findOneBy(CustomerContact, { id, customerId });
    if (!link || link.deletedAt) return false;
    if (primaryLinkId === id) return true;
    const person = await tx.findOneByOrFail(Contact, { id: link.contactId });
    await writePrimary(tx, customerId, id);
    await this.record(tx, actor, 'contact.madePrimary', person.id, contactName(person), customerId, this.clock.now());
    return true;
  }

  /**
   * Takes the contact off the customer, and the person into the trash with its last link.
   * @returns 'primary' when it is the primary contact, which is never deleted (CON-4).
   */
  async remove(tx: EntityManager, actor: Doer, { id, customerId }: LinkOfCustomer): Promise<'removed' | 'primary' | 'gone'> {
    const now = this.clock.now();
    const { primaryLinkId } = await lockCustomer(tx, customerId);
    const link = await tx.findOneBy(CustomerContact, { id, customerId });
    if (!link || link.deletedAt) return 'gone';
    if (primaryLinkId === id) return 'primary';
    const person = await tx.findOneOrFail(Contact, { where: { id: link.contactId }, lock: { mode: 'pessimistic_write' } });
    const deletionId = await insertDeletion(tx, actor, 'contact', id, now);
    await tx.update(CustomerContact, { id }, { deletedAt: now, deletionId, contactKey: null });
    await trashWithoutLink(tx, person.id, deletionId, now);
    await this.search.refresh(tx, customerId);
    await this.record(tx, actor, 'contact.deleted', person.id, contactName(person), customerId, now);
    return 'removed';
  }

  /**
   * Takes a `remove` back. The caller has made sure that `deletionId` is that of the link.
   * @throws FieldRefused when the address has been taken meanwhile, or the person is a contact of the customer again.
   */
  async restore(tx: EntityManager, actor: Doer, { id, customerId }: LinkOfCustomer, deletionId: string): Promise<void> {
    await lockCustomer(tx, customerId);
    for (const person of await trashedPersons(tx, deletionId)) await restorePerson(tx, person, undefined);
    const link = await tx.findOneByOrFail(CustomerContact, { id, customerId });
    const person = await tx.findOneByOrFail(Contact, { id: link.contactId });
    try {
      await tx.update(CustomerContact, { id }, { deletedAt: null, deletionId: null, contactKey: link.contactId });
    } catch (error) {
      throw isDuplicate(error, 'customer_contacts_pair') ? alreadyLinked() : error;
    }
    await this.search.refresh(tx, customerId);
    await this.record(tx, actor, 'contact.restored', person.id, contactName(person), customerId, this.clock.now());
  }

  private async link(tx: EntityManager, actor: Doer, customerId: string, contactId: string, link: LinkInput, name: string, now: Date): Promise<string> {
    const id = await insertLink(tx, customerId, contactId, this.withDefaults(link), now);
    await tx.query(`UPDATE customers SET primary_link_id = ? WHERE id = ?${link.primary ? '' : ' AND primary_link_id IS NULL'}`, [id, customerId]);
    await this.search.refresh(tx, customerId);
    await this.record(tx, actor, 'contact.created', contactId, name, customerId, now);
    return id;
  }

  /** The columns of a new link. */
  withDefaults({ position, kind, permissions = readContactPermissions(this.settings.all().contactPermissions), mailSwitches = switchesOf(permissions) }: LinkInput): LinkColumns {
    return { position, kind, permissions: permissionColumn(permissions), mailSwitches: switchColumn(mailSwitches) };
  }

  private record(tx: EntityManager, actor: Doer, action: string, id: string, name: string, customerId: string, now: Date, changes?: Changes): Promise<void> {
    return this.activity.record(tx, { actor, at: now, action, subject: { kind: 'contact', id, name }, customerId, changes });
  }
}

type LinkColumns = Pick<CustomerContact, 'position' | 'kind' | 'permissions' | 'mailSwitches'>;

async function insertLink(tx: EntityManager, customerId: string, contactId: string, columns: LinkColumns, now: Date): Promise<string> {
  try {
    const result = await tx.insert(CustomerContact, { ...columns, customerId, contactId, contactKey: contactId, createdAt: now, updatedAt: now });
    return String(result.identifiers[0].id);
  } catch (error) {
    throw isDuplicate(error, 'customer_contacts_pair') ? alreadyLinked() : error;
  }
}

async function writeLink(tx: EntityManager, before: CustomerContact, { position, kind, permissions, mailSwitches }: LinkInput, now: Date): Promise<Changes> {
  const fields = { position, kind };
  const ticks = {
    permissions: permissions ? permissionColumn(permissions) : before.permissions,
    mailSwitches: mailSwitches ? switchColumn(mailSwitches) : before.mailSwitches,
  };
  const changes = { ...changesBetween(before, fields), ...tickChanges(before, ticks) };
  if (Object.keys(changes).length === 0) return {};
  await tx.update(CustomerContact, { id: before.id, version: before.version }, { ...fields, ...ticks, version: before.version + 1, updatedAt: now });
  return changes;
}

function fieldsOf({ version: _version, ...person }: PersonInput & { version: number }): PersonInput {
  return person;
}

async function writePrimary(tx: EntityManager, customerId: string, linkId: string): Promise<Changes> {
  await tx.query('UPDATE customers SET primary_link_id = ? WHERE id = ?', [linkId, customerId]);
  return { primary: [false, true] };
}

async function lockCustomer(tx: EntityManager, customerId: string): Promise<{ primaryLinkId: string | null }> {
  const rows: { primary_link_id: string | null }[] = await tx.query('SELECT primary_link_id FROM customers WHERE id = ? AND deleted_at IS NULL FOR UPDATE', [customerId]);
  if (rows.length === 0) throw new FieldRefused('_', { key: 'contacts.errors.customerGone' });
  return { primaryLinkId: rows[0].primary_link_id === null ? null : String(rows[0].primary_link_id) };
}

function alreadyLinked(): FieldRefused {
  return new FieldRefused('email', { key: 'contacts.errors.alreadyLinked' });
}
