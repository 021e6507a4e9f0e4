import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { cleanFileName } from '../../kernel/files/file-name';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { ChangedMeanwhile } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import type { UploadedFile } from '../../kernel/http/upload.interceptor';
import { changesBetween, type Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { insertDeletion } from '../customers/trash/deletions.queries';
import type { CustomerFile, FileContact } from './customer-file';
import type { CustomerFileForm, NewFilesForm } from './customer-file.form';
import { chooseContacts, restoreFile, trashFile, updateFile } from './customer-file-rows.queries';
import { CustomerFileQueries, filesOf } from './customer-files.queries';
import { FileUploads } from './file-uploads.service';

/** Files of a customer as staff keep them (CUS-21): whoever may edit the customer adds, names, shares and deletes them. */
@Injectable()
export class CustomerFilesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly files: CustomerFileQueries,
    private readonly uploads: FileUploads,
    private readonly activity: ActivityLog,
  ) {}

  /** @throws FieldRefused at `files`, NotFound, Forbidden, StorageFull */
  add(actor: StaffActor, post: Post, customerId: string, uploads: readonly UploadedFile[], { shared }: NewFilesForm): Promise<string> {
    const hold = (tx: EntityManager) => this.access.demand(actor, customerId, 'edit', tx);
    return this.uploads.add(actor, post, uploads, { customerId, shared, linkIds: [], hold, location: tabOf(customerId) });
  }

  /** @throws ChangedMeanwhile; FieldRefused at `contacts` */
  edit(actor: StaffActor, post: Post, customerId: string, id: string, form: CustomerFileForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const file = await this.demand(actor, customerId, id, tx);
      const chosen = await this.chosen(tx, customerId, form);
      const after = { name: cleanFileName(form.name), shared: form.shared, contacts: namesOf(chosen) };
      if (!(await updateFile(tx, id, form.version, after, now))) throw new ChangedMeanwhile({ key: 'files.changed' });
      await chooseContacts(tx, customerId, id, chosen.map((contact) => contact.id));
      const changes = changesBetween({ name: file.name, shared: file.shared, contacts: namesOf(file.contacts) }, after);
      return changes ? this.done(tx, actor, 'customer_file.edited', customerId, { id, name: after.name }, now, changes) : tabOf(customerId);
    });
  }

  delete(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const file = await this.demand(actor, customerId, id, tx);
      await trashFile(tx, id, await insertDeletion(tx, actor, 'customer_file', id, now), now);
      return this.done(tx, actor, 'customer_file.deleted', customerId, file, now);
    });
  }

  restore(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'edit', tx);
      const file = await this.files.deleted(tx, customerId, id);
      await restoreFile(tx, id);
      return this.done(tx, actor, 'customer_file.restored', customerId, file, this.clock.now());
    });
  }

  /** The file, when `actor` may change it. @throws NotFound, Forbidden */
  async demand(actor: StaffActor, customerId: string, id: string, tx?: EntityManager): Promise<CustomerFile> {
    await this.access.demand(actor, customerId, 'edit', tx);
    return this.files.one(id, filesOf(customerId), tx);
  }

  /** Only contacts of this customer are ever among them (A3). */
  private async chosen(tx: EntityManager, customerId: string, { shared, contacts }: CustomerFileForm): Promise<readonly FileContact[]> {
    if (shared !== 'contacts') return [];
    const wanted = new Set(contacts);
    const chosen = (await this.files.contacts(customerId, tx)).filter(({ id }) => wanted.has(id));
    if (chosen.length < wanted.size) throw new FieldRefused('contacts', { key: 'errors.choice' });
    if (chosen.length === 0) throw new FieldRefused('contacts', { key: 'files.errors.noContacts' });
    return chosen;
  }

  private async done(tx: EntityManager, actor: StaffActor, action: string, customerId: string, { id, name }: Pick<CustomerFile, 'id' | 'name'>, at: Date, changes?: Changes): Promise<string> {
    await this.activity.record(tx, { actor, at, action, subject: { kind: 'customer_file', id, name }, customerId, changes });
    return tabOf(customerId);
  }
}

function tabOf(customerId: string): string {
  return `/admin/customers/${customerId}/files`;
}

function namesOf(contacts: readonly FileContact[]): string | null {
  return contacts.map(({ name }) => name).join(', ') || null;
}
