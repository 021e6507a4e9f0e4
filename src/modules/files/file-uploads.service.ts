import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { SignedIn } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Attachments, type KeptAttachment } from '../../kernel/files/attachments';
import { cleanFileName } from '../../kernel/files/file-name';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { oncePerPost, type Post } from '../../kernel/http/post';
import type { UploadedFile } from '../../kernel/http/upload.interceptor';
import { ActivityLog } from '../activity/activity.log';
import { CUSTOMER_MAX_BYTES, CUSTOMER_MAX_FILES, type Shared } from './customer-file';
import { insertFile } from './customer-file-rows.queries';
import { CustomerFileQueries } from './customer-files.queries';

/** Where uploaded files go. */
export interface Destination {
  readonly customerId: string;
  readonly shared: Shared;
  readonly linkIds: readonly string[];
  /** Makes sure that the actor may add to the customer, and locks its row. @throws NotFound, Forbidden */
  readonly hold: (tx: EntityManager) => Promise<unknown>;
  /** Path to go on to. */
  readonly location: string;
}

/** Adds uploaded files to a customer, all of a form or none. Content comes before its row, and goes with it when that fails (F26). */
@Injectable()
export class FileUploads {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly attachments: Attachments,
    private readonly files: CustomerFileQueries,
    private readonly activity: ActivityLog,
  ) {}

  /** @throws FieldRefused at `files`: none, an empty one, or no room left; StorageFull */
  async add(actor: SignedIn, post: Post, uploads: readonly UploadedFile[], to: Destination): Promise<string> {
    if (uploads.length === 0) throw new FieldRefused('files', { key: 'files.errors.none' });
    const empty = uploads.find(({ bytes }) => bytes === 0);
    if (empty) throw new FieldRefused('files', { key: 'files.errors.empty', params: { name: cleanFileName(empty.name) } });
    const kept: KeptAttachment[] = [];
    let recorded = false;
    try {
      for (const upload of uploads) kept.push(await this.attachments.keep(upload));
      return await oncePerPost(this.dataSource, post, async (tx) => {
        await to.hold(tx);
        await this.demandRoom(tx, to.customerId, kept);
        for (const file of kept) await this.record(tx, actor, file, to);
        recorded = true;
        return to.location;
      });
    } finally {
      // Refused, failed, or the twin of a form that was taken already: nobody refers to these. After a commit that is in doubt they stay.
      if (!recorded) await this.attachments.discard(kept);
    }
  }

  private async demandRoom(tx: EntityManager, customerId: string, kept: readonly KeptAttachment[]): Promise<void> {
    const used = await this.files.usage(tx, customerId);
    const bytes = kept.reduce((sum, file) => sum + file.bytes, used.bytes);
    if (bytes > CUSTOMER_MAX_BYTES) throw new FieldRefused('files', { key: 'files.errors.noRoom', params: { gigabytes: CUSTOMER_MAX_BYTES / 1024 ** 3 } });
    if (used.files + kept.length > CUSTOMER_MAX_FILES) throw new FieldRefused('files', { key: 'files.errors.tooMany', params: { max: CUSTOMER_MAX_FILES } });
  }

  private async record(tx: EntityManager, actor: SignedIn, kept: KeptAttachment, { customerId, shared, linkIds }: Destination): Promise<void> {
    const now = this.clock.now();
    const { name, bytes } = kept;
    const id = await insertFile(tx, actor, { customerId, fileId: await this.attachments.record(tx, kept, now), name, bytes, shared, linkIds }, now);
    await this.activity.record(tx, { actor, at: now, action: 'customer_file.added', subject: { kind: 'customer_file', id, name }, customerId });
  }
}
