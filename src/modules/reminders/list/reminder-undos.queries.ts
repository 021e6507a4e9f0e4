import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { randomHex } from '../../../kernel/auth/digest';
import { readJson } from '../../../kernel/db/json';
import { NotFound } from '../../../kernel/http/errors';
import type { WallTime } from '../../../kernel/time/wall-time';

/** One reminder of what was done at once: its version afterwards and, of what was put off, where it was before. */
export interface UndoItem {
  readonly id: string;
  readonly version: number;
  /** null: it was done. */
  readonly before: {
    readonly openAt: string | null;
    readonly openLate: boolean;
    readonly snoozedUntil: string | null;
    readonly nextLocal: WallTime | null;
    readonly nextAt: string | null;
  } | null;
}

/** What can be taken back, each by whoever did it and once; kept for a day. */
@Injectable()
export class ReminderUndos {
  /** @returns its id. */
  async keep(tx: EntityManager, staffId: string, items: readonly UndoItem[], back: string, now: Date): Promise<string> {
    const id = randomHex(16);
    await tx.query('INSERT INTO reminder_undos (id, staff_id, items, back, created_at) VALUES (?, ?, ?, ?, ?)', [id, staffId, JSON.stringify(items), back, now]);
    return id;
  }

  /** Takes it out. @throws NotFound when there is none of that person */
  async take(tx: EntityManager, staffId: string, id: string): Promise<{ items: UndoItem[]; back: string }> {
    const rows: { items: unknown; back: string }[] = await tx.query('SELECT items, back FROM reminder_undos WHERE id = ? AND staff_id = ? FOR UPDATE', [id, staffId]);
    if (rows.length === 0) throw new NotFound();
    await tx.query('DELETE FROM reminder_undos WHERE id = ?', [id]);
    return { items: readJson<UndoItem[]>(rows[0].items), back: rows[0].back };
  }
}
