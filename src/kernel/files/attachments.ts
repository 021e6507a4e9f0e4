import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Damaged, NotFound } from '../http/errors';
import type { UploadedFile } from '../http/upload.interceptor';
import { checkedStream } from './checked-stream';
import { cleanFileName } from './file-name';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';

/** Bytes that one attachment may have, for `@TakesUpload`. */
export const ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024;

/** Up to here an attachment is looked at whole before it is sent. */
const AT_ONCE_BYTES = 1024 * 1024;

/** What every attachment is called towards browsers: they save it, whatever it may be (A17). */
const ANY_TYPE = 'application/octet-stream';

/** A file that is stored but that no row knows yet; without one it is cleaned away after two days. */
export interface KeptAttachment {
  readonly storageKey: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What the browser called it, without anything that misleads. */
  readonly name: string;
}

/** Takes files of any kind: `keep` before the transaction (it is slow), `record` within it, `discard` when that failed. */
@Injectable()
export class Attachments {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly storage: Storage,
  ) {}

  /** Stores the upload under a name of ours, durably. @throws StorageFull */
  async keep(upload: UploadedFile): Promise<KeptAttachment> {
    const sha256 = await sha256Of(upload.path);
    return { storageKey: await this.storage.take(upload.path), bytes: upload.bytes, sha256, name: cleanFileName(upload.name) };
  }

  /** Writes the row of a kept file. @returns its id, to be referred to in the same transaction. */
  async record(tx: EntityManager, { storageKey, bytes, sha256, name }: KeptAttachment, now: Date): Promise<string> {
    const result = await tx.insert(StoredFile, { storageKey, bytes: String(bytes), sha256, originalName: name, mediaType: ANY_TYPE, createdAt: now });
    return String(result.identifiers[0].id);
  }

  /** Removes what no row knows. */
  async discard(kept: readonly KeptAttachment[]): Promise<void> {
    await Promise.all(kept.map(({ storageKey }) => this.storage.remove(storageKey)));
  }

  /**
   * The content, compared with the digest of what came: a small one before anything is sent, a large one while it is. Who may
   * read it is for the row that refers to it.
   * @throws NotFound, also when it is lost; Damaged when it has changed on the disk
   */
  async open(fileId: string): Promise<Readable> {
    const file = await this.dataSource.manager.findOneBy(StoredFile, { id: fileId, mediaType: ANY_TYPE });
    if (!file) throw new NotFound();
    const { storageKey, sha256 } = file;
    const bytes = await this.storage.size(storageKey);
    if (bytes === null) throw new NotFound({ key: 'errors.damaged' });
    if (bytes !== Number(file.bytes)) throw new Damaged();
    if (bytes <= AT_ONCE_BYTES) return Readable.from([await this.whole(storageKey, sha256)]);
    const content = await this.storage.open(storageKey);
    if (!content) throw new Damaged();
    return sha256 === null ? content : checkedStream(content, sha256);
  }

  private async whole(storageKey: string, sha256: string | null): Promise<Buffer> {
    const content = await this.storage.read(storageKey);
    if (!content || (sha256 !== null && createHash('sha256').update(content).digest('hex') !== sha256)) throw new Damaged();
    return content;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
