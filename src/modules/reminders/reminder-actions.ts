import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { instantOf, wallTime } from '../../kernel/time/wall-time';
import type { Reminder } from './reminder';
import { ReminderChanges } from './reminder-changes';
import type { SnoozeForm } from './reminder.form';
import { snoozedUntil } from './reminder-snooze';
import type { ReminderKey } from './reminders.queries';

type KeyBelow = Required<ReminderKey>;

/** The buttons beside a reminder on its customer's page. */
@Injectable()
export class ReminderActions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: ReminderChanges,
    private readonly clock: Clock,
  ) {}

  done(actor: StaffActor, post: Post, key: KeyBelow): Promise<string> {
    return this.once(post, key, (tx) => this.changes.done(tx, actor, key));
  }

  reopen(actor: StaffActor, post: Post, key: KeyBelow): Promise<string> {
    return this.once(post, key, (tx) => this.changes.reopen(tx, actor, key));
  }

  delete(actor: StaffActor, post: Post, key: KeyBelow): Promise<string> {
    return this.once(post, key, (tx) => this.changes.delete(tx, actor, key));
  }

  restore(actor: StaffActor, post: Post, key: KeyBelow): Promise<string> {
    return this.once(post, key, (tx) => this.changes.restore(tx, actor, key));
  }

  /** @throws FieldRefused when the time has passed or none was chosen */
  snooze(actor: StaffActor, post: Post, reminder: Reminder, form: SnoozeForm): Promise<string> {
    return this.once(post, reminder, (tx) => this.changes.snooze(tx, actor, reminder, this.until(form, reminder.zone)));
  }

  /** Until when a form puts off, in the zone of the person reminded. @throws FieldRefused */
  until({ snooze, date, time }: SnoozeForm, zone: string): Date {
    const now = this.clock.now();
    if (snooze !== null) return snoozedUntil(snooze, zone, now);
    if (date === null) throw new FieldRefused('date', { key: 'errors.required' });
    if (time === null) throw new FieldRefused('time', { key: 'errors.required' });
    const until = instantOf(wallTime(date, time), zone);
    if (until <= now) throw new FieldRefused('date', { key: 'reminders.errors.past' });
    return until;
  }

  private once(post: Post, { customerId }: KeyBelow, work: (tx: EntityManager) => Promise<unknown>): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await work(tx);
      return `/admin/customers/${customerId}/reminders`;
    });
  }
}
