import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WallTime } from '../../kernel/time/wall-time';

export interface Occurrence {
  readonly id: string;
  readonly dueAt: Date;
  /** null: a moment that it was put off to, which is no occurrence of its own. */
  readonly dueLocal: WallTime | null;
  readonly delivered: boolean;
  readonly late: boolean;
}

/** What was delivered or done of reminders, once for each moment it was due. */
@Injectable()
export class OccurrenceRows {
  /** Notes that `dueAt` is done, delivered or not. */
  async done(tx: EntityManager, reminder: { id: string; staffId: string }, due: { at: Date; local: WallTime | null }, by: string, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO reminder_occurrences (reminder_id, staff_id, due_at, due_local, done_at, done_by_id) VALUES (?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE done_at = VALUES(done_at), done_by_id = VALUES(done_by_id)`,
      [reminder.id, reminder.staffId, due.at, due.local, now, by],
    );
  }

  /** The one done last; null when none was. */
  async lastDone(tx: EntityManager, reminderId: string): Promise<Occurrence | null> {
    const rows: { id: string; due_at: Date; due_local: WallTime | null; delivered_at: Date | null; late: number }[] = await tx.query(
      `SELECT id, due_at, DATE_FORMAT(due_local, '%Y-%m-%dT%H:%i') AS due_local, delivered_at, late FROM reminder_occurrences
       WHERE reminder_id = ? AND done_at IS NOT NULL ORDER BY done_at DESC, id DESC LIMIT 1`,
      [reminderId],
    );
    if (rows.length === 0) return null;
    const [{ id, due_at: dueAt, due_local: dueLocal, delivered_at: deliveredAt, late }] = rows;
    return { id: String(id), dueAt, dueLocal, delivered: deliveredAt !== null, late: Number(late) === 1 };
  }

  /** Takes "done" back: of what was delivered the mark, of what was done before its time the whole row. */
  async reopen(tx: EntityManager, { id, delivered }: Pick<Occurrence, 'id' | 'delivered'>): Promise<void> {
    await tx.query(delivered ? 'UPDATE reminder_occurrences SET done_at = NULL, done_by_id = NULL WHERE id = ?' : 'DELETE FROM reminder_occurrences WHERE id = ?', [id]);
  }
}
