import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { sign } from '../../kernel/auth/digest';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { StaffCalendarRows } from './staff-calendars.queries';

export const OWN_CALENDAR = '/admin/profile/calendar';

/** The secret address of one's own calendar: made, made anew, taken away (REM-4). */
@Injectable()
export class OwnCalendar {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly calendars: StaffCalendarRows,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Makes an address; an earlier one is dead. @returns it, for this one time: only its digest is kept. Twins of a form get the same. */
  async renew(actor: StaffActor, post: Post): Promise<string> {
    const token = sign(this.config.sessionSecret, 'calendar address', `${post.subject} ${post.key}`);
    await oncePerPost(this.dataSource, post, async (tx) => {
      await this.calendars.write(tx, actor.id, token, this.clock.now());
      return this.done(tx, actor, 'staff.calendarMade');
    });
    return `${this.config.appUrl.origin}/calendar/${token}.ics`;
  }

  revoke(actor: StaffActor, post: Post): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => ((await this.calendars.delete(tx, actor.id)) ? this.done(tx, actor, 'staff.calendarRevoked') : OWN_CALENDAR));
  }

  private async done(tx: EntityManager, actor: StaffActor, action: string): Promise<string> {
    await this.activity.record(tx, { actor, at: this.clock.now(), action, subject: { kind: 'staff', id: actor.id, name: actor.name } });
    return OWN_CALENDAR;
  }
}
