import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, Not } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import type { Message } from '../../kernel/i18n/message';
import { ActivityLog } from '../activity/activity.log';
import { Handover } from './handover';
import { Staff } from './staff.entity';

export interface HeldThing {
  readonly words: Message;
  readonly href: string;
}

/** Moves everything a leaving member of staff holds to another, in one step (STA-3). */
@Injectable()
export class HandoverService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly handover: Handover,
  ) {}

  /** What somebody holds, for the preview; what is nothing is left out. */
  async held(staffId: string): Promise<HeldThing[]> {
    const counts = await Promise.all(this.handover.all().map(async (part) => ({ part, count: await part.count(this.dataSource.manager, staffId) })));
    return counts.filter(({ count }) => count > 0).map(({ part, count }) => ({ words: part.words(count), href: part.href(staffId) }));
  }

  /** Active colleagues who can take over, by name. */
  colleagues(staffId: string): Promise<Staff[]> {
    return this.dataSource.manager.find(Staff, { where: { id: Not(staffId), active: true }, order: { name: 'ASC', id: 'ASC' } });
  }

  /**
   * All parts in one transaction. Both people are locked, the lower id first, so nothing is handed to somebody who is
   * deactivated meanwhile, and nothing is given to the leaving one while it runs.
   * @throws FieldRefused at `toId` when there is no such active colleague
   */
  move(actor: StaffActor, post: Post, fromId: string, toId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const people = await tx.find(Staff, { where: { id: In([fromId, toId]) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
      const from = people.find(({ id }) => id === fromId);
      const to = people.find(({ id }) => id === toId);
      if (!from) throw new NotFound();
      if (!to?.active || toId === fromId) throw new FieldRefused('toId', { key: 'errors.choice' });
      const now = this.clock.now();
      for (const part of this.handover.all()) await part.move(tx, { actor, from, to, now });
      const changes = { handover: [from.name, to.name] } as const;
      await this.activity.record(tx, { actor, at: now, action: 'staff.handedOver', subject: { kind: 'staff', id: fromId, name: from.name }, changes });
      return `/admin/staff/${fromId}`;
    });
  }
}
