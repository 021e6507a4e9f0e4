import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../kernel/db/transaction';
import type { Job } from '../../kernel/jobs/job';
import { SettingsStore } from '../settings/settings.store';
import { StaffActors } from '../staff/staff-actors.queries';
import { AnniversaryQueries } from './anniversaries.queries';
import { AnniversaryLetter, LINES_IN_LETTER } from './anniversary-letter';
import { addDays } from './event-days';
import { dueStaff, takePeriod } from './anniversary-mails.queries';

/** Nobody reads earlier; in the company's time zone. */
const FROM_HOUR = 6;
const BATCH = 100;

/**
 * Tells staff who want it of the anniversaries of the coming days (EVT-2, MAIL-3): each day, or each week on Monday; after
 * downtime as soon as it can. Whoever takes a person's period writes its letter, in one transaction, so it is written once.
 */
@Injectable()
export class AnniversaryMails implements Job {
  readonly name = 'anniversary-mails';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly actors: StaffActors,
    private readonly letter: AnniversaryLetter,
    private readonly queries: AnniversaryQueries,
    private readonly settings: SettingsStore,
  ) {}

  /** @returns how many letters it wrote. */
  async run(now: Date): Promise<number> {
    const { timeZone, anniversaryMailRhythm: rhythm, anniversaryMailDays: days } = this.settings.all();
    const local = DateTime.fromJSDate(now, { zone: timeZone });
    if (local.hour < FROM_HOUR) return 0;
    const today = local.toFormat('yyyy-MM-dd');
    const period = rhythm === 'daily' ? today : local.startOf('week').toFormat('yyyy-MM-dd');
    let written = 0;
    for (let after = '0'; ; ) {
      const ids = await dueStaff(this.dataSource.manager, period, after, BATCH);
      for (const id of ids) written += await this.tell(id, period, { from: today, to: addDays(today, days) });
      if (ids.length < BATCH) return written;
      after = ids[ids.length - 1];
    }
  }

  private async tell(id: string, period: string, span: { from: string; to: string }): Promise<number> {
    const actor = await this.actors.load(id);
    const lines = actor?.may('customers.own') ? await this.queries.list(actor, span, LINES_IN_LETTER + 1) : [];
    return inTransaction(this.dataSource, async (tx) => {
      if (!(await takePeriod(tx, id, period)) || !actor || lines.length === 0) return 0;
      await this.letter.queue(tx, actor, period, lines);
      return 1;
    });
  }
}
