import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { withQuery } from '../../kernel/views/address';
import { ActivityLog } from '../activity/activity.log';
import { Handover, type HandoverMove } from '../staff/handover';
import { ReminderZoneRows } from './reminder-zones.queries';

/** Entries written at once. */
const CHUNK = 1000;

/** The open reminders of somebody who leaves go to a colleague, whose zone they are in from then on (STA-3). */
@Injectable()
export class ReminderHandover {
  constructor(
    private readonly activity: ActivityLog,
    private readonly zones: ReminderZoneRows,
    handover: Handover,
  ) {
    handover.add({
      key: 'reminders',
      order: 30,
      words: (count) => ({ key: 'reminders.handover', params: { count } }),
      href: (staffId) => withQuery('/admin/reminders', { staff: staffId }),
      count: (manager, staffId) => this.count(manager, staffId),
      move: (tx, move) => this.move(tx, move),
    });
  }

  private async count(manager: EntityManager, staffId: string): Promise<number> {
    const [{ n }]: { n: string }[] = await manager.query("SELECT COUNT(*) AS n FROM reminders WHERE staff_id = ? AND state = 'open' AND deleted_at IS NULL", [staffId]);
    return Number(n);
  }

  /** Those in the trash too, so that none comes back to somebody who has left. */
  private async move(tx: EntityManager, { actor, from, to, now }: HandoverMove): Promise<void> {
    const moved: { id: string; customerId: string; body: string }[] = await tx.query(
      "SELECT CAST(id AS CHAR) AS id, CAST(customer_id AS CHAR) AS customerId, body FROM reminders WHERE staff_id = ? AND state = 'open' ORDER BY id FOR UPDATE", [from.id],
    );
    await tx.query("UPDATE reminders SET staff_id = ?, lease_token = NULL, lease_until = NULL, version = version + 1, updated_at = ? WHERE staff_id = ? AND state = 'open'", [to.id, now, from.id]);
    await this.zones.forget(tx, to.id);
    const changes = { staff: [from.name, to.name] } as const;
    for (let at = 0; at < moved.length; at += CHUNK) {
      await this.activity.recordMany(tx, moved.slice(at, at + CHUNK).map(({ id, customerId, body }) => ({
        actor, at: now, action: 'reminder.handedOver', subject: { kind: 'reminder', id, name: body.slice(0, 120) }, customerId, changes,
      })));
    }
  }
}
