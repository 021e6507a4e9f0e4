import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { UploadedFile } from '../http/upload.interceptor';
import { cleanFileName } from './file-name';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';

/** Bytes that one attachment may have, for `@TakesUpload`. */
export const ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024;

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

  /** The content, or null when there is none. Who may read it is for the row that refers to it. */
  async open(fileId: string): Promise<Readable | null> {
    const file = await this.dataSource.manager.findOneBy(StoredFile, { id: fileId, mediaType: ANY_TYPE });
    return file && this.storage.open(file.storageKey);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
