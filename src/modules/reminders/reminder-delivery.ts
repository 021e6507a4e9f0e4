import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { randomHex } from '../../kernel/auth/digest';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction } from '../../kernel/db/transaction';
import { Draining } from '../../kernel/health/draining';
import type { Job } from '../../kernel/jobs/job';
import { Outbox } from '../../kernel/outbox/outbox';
import { LastContact } from './last-contact.queries';
import { ReminderDeliveryRows, type DueReminder } from './reminder-delivery.queries';
import { deliveryOf, type Delivery } from './reminder-due';
import { ReminderLetters } from './reminder-letters';

const BATCH = 500;
/** While the database writes one batch another is judged. */
const AT_ONCE = 2;
/** So many are judged before others get a turn: a recurrence costs a tenth of a millisecond. */
const AT_A_STRETCH = 25;
const LEASE_MS = 30_000;

/**
 * Delivers what is due, for the bell and by mail, once each however many nodes do it (REM-3, security.md F1 to F3): a reminder
 * is claimed with a lease, and what its delivery writes stands in one transaction of those that still hold it.
 */
@Injectable()
export class ReminderDelivery implements Job {
  readonly name = 'deliver-reminders';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly contacts: LastContact,
    private readonly draining: Draining,
    private readonly letters: ReminderLetters,
    private readonly outbox: Outbox,
    private readonly rows: ReminderDeliveryRows,
  ) {}

  /** @returns how many it delivered, moved or paused. */
  async run(now: Date): Promise<number> {
    const done = await Promise.all(Array.from({ length: AT_ONCE }, () => this.lane(now)));
    return done.reduce((sum, one) => sum + one, 0);
  }

  private async lane(now: Date): Promise<number> {
    for (let done = 0; ; ) {
      if (this.draining.begun) return done;
      const token = randomHex(16);
      const due = await this.rows.claim(now, new Date(this.clock.now().getTime() + LEASE_MS), BATCH, token);
      if (due.length === 0) return done;
      done += await this.deliver(due, token);
    }
  }

  private async deliver(due: readonly DueReminder[], token: string): Promise<number> {
    const at = this.clock.now();
    const deliveries = await this.judge(due, at);
    return inTransaction(this.dataSource, async (tx) => {
      const held = await this.rows.hold(tx, due.map(({ id }) => id), token);
      const ours = deliveries.filter(({ reminder }) => held.has(reminder.id));
      await this.rows.occurred(tx, ours.flatMap(({ occurrence }) => occurrence ?? []), at);
      await this.outbox.queueMany(tx, ours.flatMap(({ reminder, occurrence }) => (occurrence && reminder.alsoByMail ? this.letters.reminder(reminder, occurrence) : [])));
      await this.rows.write(tx, ours.map(({ after }) => after));
      return ours.length;
    });
  }

  private async judge(due: readonly DueReminder[], at: Date): Promise<(Delivery & { reminder: DueReminder })[]> {
    const quiet = due.filter(({ kind }) => kind === 'not_contacted').map(({ customerId }) => customerId);
    const contacts = await this.contacts.of(this.dataSource.manager, [...new Set(quiet)]);
    const judged: (Delivery & { reminder: DueReminder })[] = [];
    for (const [index, reminder] of due.entries()) {
      if (index % AT_A_STRETCH === AT_A_STRETCH - 1) await turn();
      judged.push({ reminder, ...deliveryOf(reminder, contacts.get(reminder.customerId) ?? null, at) });
    }
    return judged;
  }
}
