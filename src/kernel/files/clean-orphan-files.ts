import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, LessThan, MoreThan } from 'typeorm';
import { isReferenced } from '../db/transaction';
import type { Job } from '../jobs/job';
import { FileOwners } from './file-owners';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';

/** Longer than a draft lives, so that a picture of a form still being filled in stays. */
const GRACE_MS = 2 * 86_400_000;
const BATCH = 500;

/** Removes files that nothing refers to any more, and what crashes left in the storage folder. Daily. */
@Injectable()
export class CleanOrphanFiles implements Job {
  readonly name = 'clean-orphan-files';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly owners: FileOwners,
    private readonly storage: Storage,
  ) {}

  async run(now: Date): Promise<number> {
    const before = new Date(now.getTime() - GRACE_MS);
    return (await this.cleanRows(before)) + (await this.cleanFolder(before)) + (await this.storage.removeLeftOvers(before));
  }

  private async cleanRows(before: Date): Promise<number> {
    let removed = 0;
    for (let after = '0'; ; ) {
      const files = await this.dataSource.manager.find(StoredFile, { where: { id: MoreThan(after), createdAt: LessThan(before) }, order: { id: 'ASC' }, take: BATCH });
      if (files.length === 0) return removed;
      const used = await this.owners.inUse(files.map(({ id }) => id));
      for (const file of files) if (!used.has(file.id) && (await this.remove(file))) removed += 1;
      after = files[files.length - 1].id;
    }
  }

  /** The row first: a file without a row is found again by the folder's round, a row without its file by nobody. */
  private async remove({ id, storageKey }: StoredFile): Promise<boolean> {
    try {
      await this.dataSource.manager.delete(StoredFile, { id });
    } catch (error) {
      if (isReferenced(error)) return false;
      throw error;
    }
    await this.storage.remove(storageKey);
    return true;
  }

  private async cleanFolder(before: Date): Promise<number> {
    let removed = 0;
    for await (const keys of this.storage.keysBefore(before)) {
      for (let from = 0; from < keys.length; from += BATCH) {
        const batch = keys.slice(from, from + BATCH);
        const known = new Set((await this.dataSource.manager.find(StoredFile, { select: { storageKey: true }, where: { storageKey: In(batch) } })).map((file) => file.storageKey));
        for (const key of batch.filter((one) => !known.has(one))) {
          await this.storage.remove(key);
          removed += 1;
        }
      }
    }
    return removed;
  }
}
