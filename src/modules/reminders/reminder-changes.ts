import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Conflict, Forbidden, Refused } from '../../kernel/http/errors';
import { wallAt } from '../../kernel/time/wall-time';
import type { Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { customerAbilities } from '../customers/customer.policy';
import { findVisible } from '../customers/page/customer-page.queries';
import { insertDeletion } from '../customers/trash/deletions.queries';
import type { Reminder } from './reminder';
import { OccurrenceRows, type Occurrence } from './reminder-occurrences.queries';
import { QuietReminders } from './quiet-reminders';
import { aheadOf } from './reminder-plan';
import { mayChangeReminder } from './reminder.policy';
import { ReminderRows, type ReminderColumns, type ReminderKey } from './reminders.queries';

/**
 * What is done with one reminder, each in the caller's transaction and with its entry in the activity: from the customer's
 * page, from a list of one's own, in bulk, from a mail. All ask `demand` first, which locks the reminder.
 */
@Injectable()
export class ReminderChanges {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly occurrences: OccurrenceRows,
    private readonly quiet: QuietReminders,
    private readonly rows: ReminderRows,
  ) {}

  /** The reminder when `actor` may change it; in `tx` locked. @throws NotFound when it or its customer is not there for `actor`, Forbidden */
  async demand(actor: StaffActor, key: ReminderKey, tx?: EntityManager): Promise<Reminder> {
    const reminder = await this.rows.one(key, tx);
    await this.permit(actor, reminder, tx);
    return reminder;
  }

  /**
   * What it shows is done: what is due or put off, else the next occurrence before its time. With nothing left it is closed.
   * One of the kind `not_contacted` counts its days anew from now.
   * @throws Conflict when it is done already
   */
  async done(tx: EntityManager, actor: StaffActor, key: ReminderKey): Promise<Reminder> {
    const now = this.clock.now();
    const reminder = await this.demand(actor, key, tx);
    const { id } = reminder;
    if (reminder.state === 'done') throw new Conflict({ key: 'reminders.errors.done' });
    const due = reminder.openAt ?? reminder.snoozedUntil ?? reminder.nextAt ?? now;
    const ahead = await this.aheadAfter(tx, reminder, now);
    const early = !reminder.openAt && !reminder.snoozedUntil;
    await this.occurrences.done(tx, reminder, { at: due, local: early ? reminder.nextLocal : null }, actor.id, now);
    const state = ahead.nextAt === null ? 'done' : 'open';
    await this.rows.update(tx, id, { open_at: null, open_late: false, snoozed_until: null, next_local: ahead.nextLocal, next_at: ahead.nextAt, state }, now);
    await this.record(tx, actor, 'reminder.done', reminder, now);
    return reminder;
  }

  /** Takes the last "done" back. @throws Conflict when nothing of it was done */
  async reopen(tx: EntityManager, actor: StaffActor, key: ReminderKey): Promise<Reminder> {
    const now = this.clock.now();
    const reminder = await this.demand(actor, key, tx);
    const { id } = reminder;
    const last = await this.occurrences.lastDone(tx, id);
    if (!last) throw new Conflict({ key: 'reminders.errors.notDone' });
    await this.occurrences.reopen(tx, last);
    await this.rows.update(tx, id, { ...asBefore(last), state: 'open' }, now);
    await this.record(tx, actor, 'reminder.reopened', reminder, now);
    return reminder;
  }

  /**
   * Puts what it shows off until `until`, when it is delivered again. Later occurrences keep their times; the next of them takes
   * its place when it comes first.
   * @throws Refused when `until` has passed, Conflict when it is done
   */
  async snooze(tx: EntityManager, actor: StaffActor, key: ReminderKey, until: Date): Promise<Reminder> {
    const now = this.clock.now();
    const reminder = await this.demand(actor, key, tx);
    const { id } = reminder;
    if (reminder.state === 'done') throw new Conflict({ key: 'reminders.errors.done' });
    if (until <= now) throw new Refused({ key: 'reminders.errors.past' });
    const ahead = await this.aheadAfter(tx, reminder, now);
    const kept = reminder.kind === 'not_contacted' ? { nextLocal: null, nextAt: null } : ahead;
    await this.rows.update(tx, id, { open_at: null, open_late: false, snoozed_until: until, next_local: kept.nextLocal, next_at: kept.nextAt }, now);
    await this.record(tx, actor, 'reminder.snoozed', reminder, now, { snoozedUntil: [null, wallAt(until, reminder.zone).replace('T', ' ')] });
    return reminder;
  }

  /** Puts it into the trash; `restore` brings it back. */
  async delete(tx: EntityManager, actor: StaffActor, key: ReminderKey): Promise<Reminder> {
    const now = this.clock.now();
    const reminder = await this.demand(actor, key, tx);
    const { id } = reminder;
    await this.rows.update(tx, id, { deleted_at: now, deletion_id: await insertDeletion(tx, actor, 'reminder', id, now) }, now);
    await this.record(tx, actor, 'reminder.deleted', reminder, now);
    return reminder;
  }

  /** @throws NotFound when it was not deleted by itself, Forbidden */
  async restore(tx: EntityManager, actor: StaffActor, key: ReminderKey): Promise<Reminder> {
    const now = this.clock.now();
    const reminder = await this.rows.deleted(tx, key);
    const { id } = reminder;
    await this.permit(actor, reminder, tx);
    await this.rows.update(tx, id, { deleted_at: null, deletion_id: null }, now);
    await this.record(tx, actor, 'reminder.restored', reminder, now);
    return reminder;
  }

  record(tx: EntityManager, actor: StaffActor, action: string, { id, customerId, body }: Pick<Reminder, 'id' | 'customerId' | 'body'>, at: Date, changes?: Changes): Promise<void> {
    return this.activity.record(tx, { actor, at, action, subject: { kind: 'reminder', id, name: body.slice(0, 120) }, customerId, changes });
  }

  private async permit(actor: StaffActor, reminder: Reminder, tx?: EntityManager): Promise<void> {
    const customer = await findVisible(tx ?? this.dataSource.manager, actor, reminder.customerId);
    if (!mayChangeReminder(actor, reminder, customerAbilities(actor, customer))) throw new Forbidden({ key: 'reminders.errors.notYours' });
  }

  /** What is left when what it shows is out of the way. */
  private async aheadAfter(tx: EntityManager, reminder: Reminder, now: Date) {
    if (reminder.kind === 'not_contacted') return this.quiet.ahead(tx, reminder, now, now);
    const { openAt, snoozedUntil, nextLocal, nextAt } = reminder;
    if (nextLocal === null || openAt !== null || snoozedUntil !== null) return { nextLocal, nextAt };
    return aheadOf(reminder, nextLocal, now);
  }
}

/** Where the occurrence was before it was done: due, put off, or still to come. */
function asBefore({ delivered, dueAt, dueLocal, late }: Occurrence): Partial<ReminderColumns> {
  if (delivered) return { open_at: dueAt, open_late: late };
  return dueLocal === null ? { snoozed_until: dueAt } : { next_local: dueLocal, next_at: dueAt };
}
