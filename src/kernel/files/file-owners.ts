import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../access/actor';

/** A place that refers to files. Whoever keeps a file's id joins, or nobody sees the file and it is cleaned away. */
export interface FileOwner {
  readonly name: string;
  /** Whether `actor` may see `fileId` because this owner shows it to them; false also when it is not this owner's. */
  maySee(actor: StaffActor, fileId: string): Promise<boolean>;
  /** Those of `fileIds` that this owner still refers to. */
  inUse(fileIds: readonly string[]): Promise<readonly string[]>;
}

/** Who may see which file: the modules that own files say so when they start (closed by default). */
@Injectable()
export class FileOwners {
  private readonly owners: FileOwner[] = [];

  join(owner: FileOwner): void {
    this.owners.push(owner);
  }

  async maySee(actor: StaffActor, fileId: string): Promise<boolean> {
    for (const owner of this.owners) if (await owner.maySee(actor, fileId)) return true;
    return false;
  }

  async inUse(fileIds: readonly string[]): Promise<ReadonlySet<string>> {
    const used = await Promise.all(this.owners.map((owner) => owner.inUse(fileIds)));
    return new Set(used.flat());
  }
}
