import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { CalendarEntry } from '../../kernel/calendar/calendar-file';
import { Config } from '../../kernel/config/config';
import { occurrencesFrom } from '../../kernel/time/recurrence';
import { dateOf, instantOf } from '../../kernel/time/wall-time';
import type { CalendarRequest } from '../calendar/calendar-sources';
import { visibleCustomers } from '../customers/customer.policy';
import type { Reminder } from './reminder';
import { FROM_REMINDERS, REMINDER_COLUMNS, reminderOf } from './reminders.queries';

/** Of one reminder at most so many times stand in a calendar. */
const TIMES = 60;

/** One's own open reminders in one's calendar (REM-4): each time by itself, as the instant it falls on, so that no program need know the zone. */
@Injectable()
export class ReminderCalendar {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
  ) {}

  /** Of customers the person may see; those that pause are left out. */
  async entries({ actor, from, to, most, say }: CalendarRequest): Promise<CalendarEntry[]> {
    const seen = visibleCustomers(actor);
    const rows: (Parameters<typeof reminderOf>[0] & { updated_at: Date })[] = await this.dataSource.query(
      `SELECT ${REMINDER_COLUMNS}, r.updated_at FROM ${FROM_REMINDERS} WHERE r.staff_id = ? AND r.shown_at IS NOT NULL AND ${seen.sql} ORDER BY r.shown_at, r.id LIMIT ${most}`,
      [actor.id, ...seen.params],
    );
    const times = Math.min(TIMES, Math.floor(most / Math.max(1, rows.length)));
    return rows.flatMap((row) => {
      const reminder = reminderOf(row);
      const summary = say('reminders.inCalendar', { text: reminder.body, customer: reminder.customerName });
      const url = `${this.config.appUrl.origin}/admin/customers/${reminder.customerId}/reminders#reminder-${reminder.id}`;
      return instantsOf(reminder, from, to, times).map((on): CalendarEntry => ({ uid: `reminder-${reminder.id}-${on.getTime()}`, summary, url, on, alarm: true, changedAt: row.updated_at }));
    });
  }
}

/** What waits to be done, what was put off, and what is still to come, from `from` to `to`. */
function instantsOf({ openAt, snoozedUntil, nextLocal, nextAt, repeat, startsLocal, zone }: Reminder, from: string, to: string, limit: number): Date[] {
  const ahead = repeat && nextLocal ? occurrencesFrom(repeat, startsLocal, nextLocal, limit).filter((wall) => dateOf(wall) <= to).map((wall) => instantOf(wall, zone)) : [nextAt];
  const begin = Date.parse(`${from}T00:00:00Z`);
  const all = [openAt, snoozedUntil, ...ahead].filter((at) => at !== null && at.getTime() >= begin) as Date[];
  return [...new Map(all.map((at) => [at.getTime(), at])).values()].slice(0, limit);
}
