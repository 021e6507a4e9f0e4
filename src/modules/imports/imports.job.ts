import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Job } from '../../kernel/jobs/job';
import { ImportFiles } from './import-files';

const KEEP_MS = 7 * 86_400_000;
const AT_ONCE = 100;

/** Takes away files that were uploaded and never imported, with what their dry run found. */
@Injectable()
export class CleanImports implements Job {
  readonly name = 'clean-imports';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly files: ImportFiles,
  ) {}

  async run(now: Date): Promise<number> {
    const left: { id: string; storage_key: string }[] = await this.dataSource.query(
      "SELECT id, storage_key FROM imports WHERE state IN ('mapping', 'checked', 'refused') AND updated_at < ? ORDER BY id LIMIT ?",
      [new Date(now.getTime() - KEEP_MS), AT_ONCE],
    );
    for (const { id, storage_key } of left) {
      await this.files.remove(storage_key);
      await this.dataSource.query("DELETE FROM imports WHERE id = ? AND state IN ('mapping', 'checked', 'refused')", [id]);
    }
    return left.length;
  }
}
