import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { randomHex } from '../auth/digest';
import { Config } from '../config/config';

const KEY = /^[0-9a-f]{32}\.webp$/;
const LEFT_OVER = /^[0-9a-f]{32}(\.webp)?\.part$/;

/** The folder of stored files, STORAGE_DIR: shared by all nodes, outside everything that is served as it is. */
@Injectable()
export class Storage {
  private readonly folder: string;
  private readonly incoming: string;

  constructor(config: Config) {
    this.folder = join(config.storageDir, 'pictures');
    this.incoming = join(config.storageDir, 'incoming');
  }

  /** Keeps `content` durably under a new key: after a power cut there is the whole file or none. @returns the key. */
  async write(content: Buffer): Promise<string> {
    const key = `${randomHex(16)}.webp`;
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(`${path}.part`, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    await syncFolder(dirname(path));
    return key;
  }

  /** The content, or null when the file is not there. */
  async read(key: string): Promise<Buffer | null> {
    try {
      return await readFile(this.pathOf(key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  /** The keys of stored files last written before `before`, a folder's at a time. */
  async *keysBefore(before: Date): AsyncGenerator<readonly string[]> {
    for (const folder of await entries(this.folder)) {
      if (!folder.isDirectory()) continue;
      const names = (await entries(join(this.folder, folder.name))).map(({ name }) => name).filter((name) => KEY.test(name));
      const old = await Promise.all(names.map(async (name) => ((await writtenBefore(this.pathOf(name), before)) ? [name] : [])));
      yield old.flat();
    }
  }

  /** Removes what uploads and writes that were cut off left behind before `before`. @returns how many. */
  async removeLeftOvers(before: Date): Promise<number> {
    const parts = (await entries(this.folder)).filter((entry) => entry.isDirectory()).map(({ name }) => join(this.folder, name));
    let removed = 0;
    for (const folder of [this.incoming, ...parts]) {
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

  /** @throws Error for what is no key of ours, so that no other text ever becomes a path. */
  private pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error('not the key of a stored file');
    return join(this.folder, key.slice(0, 2), key);
  }
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
