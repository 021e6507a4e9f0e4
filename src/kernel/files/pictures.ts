import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { UploadedFile } from '../http/upload.interceptor';
import type { Message } from '../i18n/message';
import { encodePicture, type PictureShape } from './picture-encoder';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';

/** Bytes that a picture's upload may have, for `@TakesUpload`. */
export const PICTURE_MAX_BYTES = 5 * 1024 * 1024;

/** A picture that is stored but that no row knows yet; without one it is cleaned away after a day. */
export interface KeptPicture {
  readonly storageKey: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly originalName: string;
}

export type KeepResult = { readonly ok: true; readonly picture: KeptPicture } | { readonly ok: false; readonly problem: Message };

/** Takes pictures people send: `keep` before the transaction (it is slow), `record` within it. */
@Injectable()
export class Pictures {
  constructor(private readonly storage: Storage) {}

  /** Re-encodes and stores the picture; what is none comes back as a problem to show at the field. */
  async keep(upload: UploadedFile, shape: PictureShape): Promise<KeepResult> {
    const encoded = await encodePicture(upload.path, shape);
    if (!encoded.ok) return encoded;
    const { content, width, height } = encoded.picture;
    const storageKey = await this.storage.write(content);
    return { ok: true, picture: { storageKey, bytes: content.length, width, height, originalName: upload.name.toWellFormed() } };
  }

  /** Writes the row of a kept picture. @returns its id, to be referred to in the same transaction. */
  async record(tx: EntityManager, picture: KeptPicture, now: Date): Promise<string> {
    const { storageKey, bytes, width, height, originalName } = picture;
    const result = await tx.insert(StoredFile, { storageKey, bytes: String(bytes), width, height, originalName, mediaType: 'image/webp', createdAt: now });
    return String(result.identifiers[0].id);
  }
}
