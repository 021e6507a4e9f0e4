import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { randomHex } from '../auth/digest';
import { Config } from '../config/config';
import { StorageFull } from '../http/errors';
import { isStorageFull } from './storage-full';

const KEY = /^[0-9a-f]{32}\.(webp|bin)$/;
const LEFT_OVER = /^[0-9a-f]{32}(\.webp)?\.part$/;

/** The folder of stored files, STORAGE_DIR: shared by all nodes, outside everything that is served as it is. */
@Injectable()
export class Storage {
  /** Pictures we made, and attachments as they came: people back them up differently. */
  private readonly folders: Readonly<Record<'webp' | 'bin', string>>;
  private readonly incoming: string;

  constructor(config: Config) {
    this.folders = { webp: join(config.storageDir, 'pictures'), bin: join(config.storageDir, 'attachments') };
    this.incoming = join(config.storageDir, 'incoming');
  }

  /** Keeps `content` durably under a new key: after a power cut there is the whole file or none. @returns the key. @throws StorageFull */
  async write(content: Buffer): Promise<string> {
    return roomy(() => this.writeNew(content, `${randomHex(16)}.webp`));
  }

  /** Keeps the uploaded file at `path` durably under a new key, by moving it: it lies on the same disk. @returns the key. @throws StorageFull */
  async take(path: string): Promise<string> {
    return roomy(() => this.move(path, `${randomHex(16)}.bin`));
  }

  /** The content piece by piece, or null when the file is not there. Whoever opens it reads or destroys it. */
  async open(key: string): Promise<Readable | null> {
    const file = await open(this.pathOf(key), 'r').catch(missing);
    return file && file.createReadStream();
  }

  /** Bytes, or null when there is none. */
  async size(key: string): Promise<number | null> {
    const found = await stat(this.pathOf(key)).catch(missing);
    return found && found.size;
  }

  private async move(from: string, key: string): Promise<string> {
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(from, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(from, path);
    await syncFolder(dirname(path));
    return key;
  }

  private async writeNew(content: Buffer, key: string): Promise<string> {
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(`${path}.part`, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } catch (error) {
      await rm(`${path}.part`, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    await syncFolder(dirname(path));
    return key;
  }

  /** The content, or null when the file is not there. */
  async read(key: string): Promise<Buffer | null> {
    return readFile(this.pathOf(key)).catch(missing);
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  /** The keys of stored files last written before `before`, a folder's at a time. */
  async *keysBefore(before: Date): AsyncGenerator<readonly string[]> {
    for (const folder of await this.shelves()) {
      const names = (await entries(folder)).map(({ name }) => name).filter((name) => KEY.test(name));
      const old = await Promise.all(names.map(async (name) => ((await writtenBefore(this.pathOf(name), before)) ? [name] : [])));
      yield old.flat();
    }
  }

  /** Removes what uploads and writes that were cut off left behind before `before`. @returns how many. */
  async removeLeftOvers(before: Date): Promise<number> {
    let removed = 0;
    for (const folder of [this.incoming, ...(await this.shelves())]) {
      for (const { name } of await entries(folder)) {
        const path = join(folder, name);
        if (folder !== this.incoming && !LEFT_OVER.test(name)) continue;
        if (!(await writtenBefore(path, before))) continue;
        await rm(path, { force: true });
        removed += 1;
      }
    }
    return removed;
  }

  /** The folders files lie in, by the first two signs of their keys. */
  private async shelves(): Promise<string[]> {
    const found = await Promise.all(Object.values(this.folders).map(async (folder) => (await entries(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))));
    return found.flat();
  }

  /** @throws Error for what is no key of ours, so that no other text ever becomes a path. */
  private pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error('not the key of a stored file');
    return join(this.folders[key.endsWith('.bin') ? 'bin' : 'webp'], key.slice(0, 2), key);
  }
}

async function roomy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isStorageFull(error) ? new StorageFull() : error;
  }
}

function missing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}

async function entries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function writtenBefore(path: string, before: Date): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.isFile() && found.mtime < before;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().catch(() => undefined);
  await folder.close();
}
