import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { randomHex } from '../../kernel/auth/digest';
import { Config } from '../../kernel/config/config';

const KEY = /^[0-9a-f]{32}\.csv$/;

/** The uploaded files of imports in STORAGE_DIR, so that any node can go on with them. */
@Injectable()
export class ImportFiles {
  private readonly folder: string;

  constructor(config: Config) {
    this.folder = join(config.storageDir, 'imports');
  }

  /** Takes over a file of this machine, durably. @param path is moved away. @returns its key. */
  async keep(path: string): Promise<string> {
    const key = `${randomHex(16)}.csv`;
    await mkdir(this.folder, { recursive: true });
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
    await rename(path, this.pathOf(key));
    return key;
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  /** @throws Error for what is no key of ours, so that no other text ever becomes a path. */
  pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error('not the key of an import file');
    return join(this.folder, key);
  }
}

/** sha256 of a file's content, read piece by piece. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
