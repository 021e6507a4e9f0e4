import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../kernel/db/transaction';
import type { Job } from '../../kernel/jobs/job';
import { instantOf, ZONE_DATABASE } from '../../kernel/time/wall-time';
import { SettingsStore } from '../settings/settings.store';
import { ReminderZoneRows, type Unresolved } from './reminder-zones.queries';

const BATCH = 1000;

/**
 * Resolves what lies ahead anew when somebody's zone changes, or the system's for those who chose none, or the zone database:
 * the wall time stays, the instant moves (security.md, F10).
 */
@Injectable()
export class ReminderZones implements Job {
  readonly name = 'resolve-reminder-times';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly rows: ReminderZoneRows,
    private readonly settings: SettingsStore,
  ) {}

  /** @returns how many reminders got another instant or zone. */
  async run(_now: Date, zoneDatabase = ZONE_DATABASE): Promise<number> {
    let done = 0;
    for (const person of await this.rows.unresolved(this.settings.all().timeZone, zoneDatabase)) done += await this.resolve(person, zoneDatabase);
    return done;
  }

  private async resolve(person: Unresolved, zoneDatabase: string): Promise<number> {
    let done = 0;
    for (let after = '0'; ; ) {
      const { changed, last } = await this.batch(person, after);
      done += changed;
      if (last === null) break;
      after = last;
    }
    await inTransaction(this.dataSource, (tx) => this.rows.resolved(tx, person, zoneDatabase));
    return done;
  }

  private batch({ staffId, zone }: Unresolved, after: string): Promise<{ changed: number; last: string | null }> {
    return inTransaction(this.dataSource, async (tx) => {
      const rows = await this.rows.open(tx, staffId, after, BATCH);
      const resolved = rows.map((row) => ({ ...row, nextAt: row.nextLocal === null ? null : instantOf(row.nextLocal, zone), before: row.nextAt }));
      const changed = resolved.filter((row) => row.zone !== zone || row.nextAt?.getTime() !== row.before?.getTime());
      await this.rows.resolve(tx, zone, changed);
      return { changed: changed.length, last: rows.length < BATCH ? null : rows[rows.length - 1].id };
    });
  }
}
