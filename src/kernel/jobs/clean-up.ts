import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Job } from './job';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT_ONCE = 1000;
/** How long runs of jobs are kept (MAIL-3). */
export const RUNS_KEPT_DAYS = 30;

/** What is deleted once it is older than `keepMs` by its column. */
const EXPIRED: readonly { table: string; column: string; keepMs: number; unless?: string }[] = [
  { table: 'sessions', column: 'expires_at', keepMs: 0 },
  { table: 'access_tokens', column: 'expires_at', keepMs: 30 * DAY },
  { table: 'form_keys', column: 'created_at', keepMs: DAY },
  { table: 'rate_limits', column: 'expires_at', keepMs: 0 },
  // Whom somebody invited stands in a list until it is withdrawn, whatever came of it (CON-2).
  { table: 'link_invitations', column: 'expires_at', keepMs: 30 * DAY, unless: 'by_colleague = 1 AND open_key IS NOT NULL' },
  { table: 'email_changes', column: 'expires_at', keepMs: 30 * DAY },
  { table: 'drafts', column: 'updated_at', keepMs: DAY },
  { table: 'reminder_undos', column: 'created_at', keepMs: DAY },
  { table: 'job_runs', column: 'finished_at', keepMs: RUNS_KEPT_DAYS * DAY },
  { table: 'job_nodes', column: 'seen_at', keepMs: DAY },
];

/** Deletes what nobody can use any more, in small bites so that no lock lasts. */
@Injectable()
export class CleanUp implements Job {
  readonly name = 'clean-up';

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async run(now: Date): Promise<number> {
    let deleted = 0;
    for (const { table, column, keepMs, unless } of EXPIRED) deleted += await this.clean(table, column, new Date(now.getTime() - keepMs), unless);
    return deleted;
  }

  private async clean(table: string, column: string, before: Date, unless = 'FALSE'): Promise<number> {
    for (let deleted = 0; ; ) {
      const result: { affectedRows: number } = await this.dataSource.query(`DELETE FROM ${table} WHERE ${column} <= ? AND NOT (${unless}) ORDER BY ${column} LIMIT ${AT_ONCE}`, [before]);
      deleted += result.affectedRows;
      if (result.affectedRows < AT_ONCE) return deleted;
    }
  }
}
