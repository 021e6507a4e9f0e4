import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { admits } from '../../kernel/access/access.guard';
import type { ContactActor } from '../../kernel/access/contact-actor';
import { Clock } from '../../kernel/clock/clock';
import { Forbidden, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import type { UploadedFile } from '../../kernel/http/upload.interceptor';
import { ActivityLog } from '../activity/activity.log';
import { insertDeletion } from '../customers/trash/deletions.queries';
import { SettingsStore } from '../settings/settings.store';
import type { CustomerFile } from './customer-file';
import type { OwnFilesForm } from './customer-file.form';
import { holdContact, restoreFile, trashFile } from './customer-file-rows.queries';
import { filesShownTo, mayDeleteOwn } from './customer-files.policy';
import { CustomerFileQueries } from './customer-files.queries';
import { FileUploads } from './file-uploads.service';

/** Files in the customers area: those shared with the contact, and what it adds itself (ARE-5a). */
@Injectable()
export class AreaFilesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly files: CustomerFileQueries,
    private readonly uploads: FileUploads,
    private readonly activity: ActivityLog,
  ) {}

  list(contact: ContactActor, limit: number, before: string | null): Promise<CustomerFile[]> {
    return this.files.list(filesShownTo(contact, this.settings.all()), limit, before);
  }

  /** @throws NotFound for what is not shown to the contact */
  async one(contact: ContactActor, id: string): Promise<CustomerFile> {
    return this.shown(await this.owner(contact, id), id);
  }

  /** Always for staff and the contact itself; for its colleagues when it says so. @throws FieldRefused at `files`, NotFound, StorageFull */
  add(contact: ContactActor, post: Post, uploads: readonly UploadedFile[], { colleagues }: OwnFilesForm): Promise<string> {
    const { id: customerId, linkId } = contact.current;
    const sharing = colleagues ? ({ shared: 'customer', linkIds: [] } as const) : ({ shared: 'contacts', linkIds: [linkId] } as const);
    return this.uploads.add(contact, post, uploads, { customerId, ...sharing, hold: (tx) => demandContact(tx, contact), location: '/files' });
  }

  /** @throws NotFound, Forbidden */
  delete(contact: ContactActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const there = await this.owner(contact, id);
      await demandContact(tx, there);
      const file = await this.shown(there, id, tx);
      if (!mayDeleteOwn(there, file, this.settings.all())) throw new Forbidden({ key: 'files.errors.notYours' });
      const now = this.clock.now();
      await trashFile(tx, id, await insertDeletion(tx, there, 'customer_file', id, now), now);
      return this.done(tx, there, 'customer_file.deleted', file);
    });
  }

  /** Takes one's own deletion back; what staff deleted stays where it is. @throws NotFound */
  restore(contact: ContactActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const there = await this.owner(contact, id);
      await demandContact(tx, there);
      const file = await this.files.deleted(tx, there.current.id, id, 'd.staff_id IS NULL');
      if (!mayDeleteOwn(there, file, this.settings.all())) throw new NotFound();
      await restoreFile(tx, id);
      return this.done(tx, there, 'customer_file.restored', file);
    });
  }

  /** The contact at the customer the file belongs to, whatever is current. @throws NotFound */
  private async owner(contact: ContactActor, id: string): Promise<ContactActor> {
    return contactAt(contact, (await this.files.customerOf(id)) ?? '');
  }

  private shown(contact: ContactActor, id: string, tx?: EntityManager): Promise<CustomerFile> {
    return this.files.one(id, filesShownTo(contact, this.settings.all()), tx);
  }

  private async done(tx: EntityManager, actor: ContactActor, action: string, { id, name }: CustomerFile): Promise<string> {
    await this.activity.record(tx, { actor, at: this.clock.now(), action, subject: { kind: 'customer_file', id, name }, customerId: actor.current.id });
    return '/files';
  }
}

/** The contact at one of its customers where something is open to it (PER-1). @throws NotFound */
export function contactAt(contact: ContactActor, customerId: string): ContactActor {
  const there = contact.at(customerId);
  if (!there || !admits({ needs: 'any' }, there)) throw new NotFound();
  return there;
}

/** Customer and link may have gone since the session was read. */
async function demandContact(tx: EntityManager, { current }: ContactActor): Promise<void> {
  if (!(await holdContact(tx, current.id, current.linkId))) throw new NotFound();
}
