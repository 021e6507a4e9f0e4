import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { Config } from '../../../kernel/config/config';
import { Conflict, Forbidden, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { StaffActors } from '../../staff/staff-actors.queries';
import type { Reminder } from '../reminder';
import { ReminderChanges } from '../reminder-changes';
import { snoozedUntil, type Snooze } from '../reminder-snooze';
import { LINK_PATH, readLink } from './reminder-link';

/** A link that works: the reminder, and in whose name something is done with it. */
export interface OpenLink {
  readonly reminder: Reminder;
  readonly actor: StaffActor;
}

/** Does and puts off from the mail, without signing in: the link proves who it was sent to (REM-1). */
@Injectable()
export class ReminderLinks {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: ReminderChanges,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly staff: StaffActors,
  ) {}

  /**
   * null when the link is none or old, the person inactive or no longer allowed to see the customer, or when the reminder is
   * done, put off, somebody else's or in the trash.
   */
  async find(token: unknown, tx?: EntityManager): Promise<OpenLink | null> {
    const link = readLink(this.config.sessionSecret, token, this.clock.now());
    const actor = link && (await this.staff.load(link.staffId));
    if (!link || !actor) return null;
    try {
      const reminder = await this.changes.demand(actor, { id: link.id }, tx);
      const open = reminder.staffId === link.staffId && reminder.state === 'open' && reminder.openAt?.getTime() === link.dueAt.getTime() && reminder.customerActive;
      return open ? { reminder, actor } : null;
    } catch (error) {
      if (error instanceof NotFound || error instanceof Forbidden) return null;
      throw error;
    }
  }

  /** Does it, or puts it off. @returns where to go on, or null when the link no longer works */
  async use(post: Post, token: string, snooze: Snooze | null): Promise<string | null> {
    try {
      return await oncePerPost(this.dataSource, post, async (tx) => {
        const link = await this.find(token, tx);
        if (!link) throw new NotFound();
        const { actor, reminder } = link;
        if (snooze === null) await this.changes.done(tx, actor, reminder);
        else await this.changes.snooze(tx, actor, reminder, snoozedUntil(snooze, reminder.zone, this.clock.now()));
        return `${LINK_PATH}/noted`;
      });
    } catch (error) {
      if (error instanceof NotFound || error instanceof Conflict) return null;
      throw error;
    }
  }
}
