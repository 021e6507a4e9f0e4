import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { Conflict, Forbidden, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import type { Reminder } from '../reminder';
import { ReminderActions } from '../reminder-actions';
import { ReminderChanges } from '../reminder-changes';
import type { SnoozeForm } from '../reminder.form';
import { ReminderRows } from '../reminders.queries';
import { ReminderUndos, type UndoItem } from './reminder-undos.queries';

/** What became of several at once. */
export interface Outcome {
  readonly location: string;
  readonly done: number;
  /** Those that were gone, done already or not one's own to change. */
  readonly left: number;
  /** Address that takes it back; null when nothing was done, or a twin of this form did it. */
  readonly undo: string | null;
}

type Work = (tx: EntityManager, reminder: Reminder) => Promise<UndoItem>;

/** Does and puts off several reminders, and takes that back (REM-1). One that is in the way stops none of the others. */
@Injectable()
export class ReminderBatch {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly actions: ReminderActions,
    private readonly changes: ReminderChanges,
    private readonly clock: Clock,
    private readonly rows: ReminderRows,
    private readonly undos: ReminderUndos,
  ) {}

  /** @param back address to go on to */
  done(actor: StaffActor, post: Post, ids: readonly string[], back: string): Promise<Outcome> {
    return this.each(actor, post, ids, back, async (tx, { id, version }) => {
      await this.changes.done(tx, actor, { id });
      return { id, version: version + 1, before: null };
    });
  }

  /** Until a time of day of the person reminded. @throws FieldRefused when it has passed or none was chosen */
  snooze(actor: StaffActor, post: Post, ids: readonly string[], until: SnoozeForm, back: string): Promise<Outcome> {
    return this.each(actor, post, ids, back, async (tx, reminder) => {
      const { id, version, openAt, openLate, snoozedUntil, nextLocal, nextAt } = reminder;
      await this.changes.snooze(tx, actor, { id }, this.actions.until(until, reminder.zone));
      return { id, version: version + 1, before: { openAt: textOf(openAt), openLate, snoozedUntil: textOf(snoozedUntil), nextLocal, nextAt: textOf(nextAt) } };
    });
  }

  /** Takes back what has not been changed since. @throws NotFound when it was taken back already, or is somebody else's */
  async undo(actor: StaffActor, post: Post, id: string): Promise<Outcome> {
    let counted = { done: 0, left: 0 };
    const location = await oncePerPost(this.dataSource, post, async (tx) => {
      const { items, back } = await this.undos.take(tx, actor.id, id);
      const taken: UndoItem[] = [];
      for (const item of inOrder(items)) if (await this.takeBack(tx, actor, item)) taken.push(item);
      counted = { done: taken.length, left: items.length - taken.length };
      return back;
    });
    return { location, ...counted, undo: null };
  }

  private async each(actor: StaffActor, post: Post, ids: readonly string[], back: string, work: Work): Promise<Outcome> {
    let result = { done: 0, left: 0, undo: null as string | null };
    const location = await oncePerPost(this.dataSource, post, async (tx) => {
      const items: UndoItem[] = [];
      for (const { id } of inOrder([...new Set(ids)].map((one) => ({ id: one })))) {
        const item = await this.tried(tx, actor, id, work);
        if (item) items.push(item);
      }
      const undo = items.length > 0 ? await this.undos.keep(tx, actor.id, items, back, this.clock.now()) : null;
      result = { done: items.length, left: new Set(ids).size - items.length, undo: undo && `/admin/reminders/undo/${undo}` };
      return back;
    });
    return { location, ...result };
  }

  /** Each refusal comes before anything is written, so the others go on in the same transaction. */
  private async tried(tx: EntityManager, actor: StaffActor, id: string, work: Work): Promise<UndoItem | null> {
    try {
      return await work(tx, await this.changes.demand(actor, { id }, tx));
    } catch (error) {
      if (error instanceof NotFound || error instanceof Forbidden || error instanceof Conflict) return null;
      throw error;
    }
  }

  private async takeBack(tx: EntityManager, actor: StaffActor, { id, version, before }: UndoItem): Promise<boolean> {
    const taken = await this.tried(tx, actor, id, async (_, reminder) => {
      if (reminder.version !== version) throw new Conflict();
      if (!before) await this.changes.reopen(tx, actor, { id });
      else await this.unsnooze(tx, actor, reminder, before);
      return { id, version, before };
    });
    return taken !== null;
  }

  private async unsnooze(tx: EntityManager, actor: StaffActor, reminder: Reminder, before: NonNullable<UndoItem['before']>): Promise<void> {
    const now = this.clock.now();
    const columns = { open_at: dateOf(before.openAt), open_late: before.openLate, snoozed_until: dateOf(before.snoozedUntil), next_local: before.nextLocal, next_at: dateOf(before.nextAt) };
    await this.rows.update(tx, reminder.id, columns, now);
    await this.changes.record(tx, actor, 'reminder.unsnoozed', reminder, now, { snoozedUntil: [textOf(reminder.snoozedUntil), before.snoozedUntil] });
  }
}

/** Lower id first, as everywhere: two who do the same at once wait for each other and never both. */
function inOrder<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
}

function textOf(instant: Date | null): string | null {
  return instant && instant.toISOString();
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
