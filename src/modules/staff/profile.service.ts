import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { changesBetween } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { Staff } from './staff.entity';

export interface ProfileFields {
  readonly name: string;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly theme: string;
  readonly density: string;
  readonly shortcuts: boolean;
  readonly newCustomerMail: boolean;
  readonly anniversaryMail: boolean;
}

/** What people change about themselves. */
@Injectable()
export class ProfileService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly sessions: OpenSessions,
  ) {}

  /** Which mails `id` wants that nobody has to get. */
  async mails(id: string): Promise<Pick<ProfileFields, 'newCustomerMail' | 'anniversaryMail'>> {
    const { newCustomerMail, anniversaryMail } = await this.dataSource.manager.findOneByOrFail(Staff, { id });
    return { newCustomerMail, anniversaryMail };
  }

  edit(actor: StaffActor, post: Post, { name, language, timeZone, theme, density, shortcuts, newCustomerMail, anniversaryMail }: ProfileFields): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const before = await tx.findOneOrFail(Staff, { where: { id: actor.id }, lock: { mode: 'pessimistic_write' } });
      const after = { name, language, timeZone, theme, density, shortcuts, newCustomerMail, anniversaryMail };
      const changes = changesBetween(before, after);
      if (!changes) return '/admin/profile';
      await tx.update(Staff, { id: actor.id }, { ...after, version: before.version + 1, updatedAt: this.clock.now() });
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'staff.profileChanged', subject: { kind: 'staff', id: actor.id, name }, changes });
      return '/admin/profile';
    });
  }

  /** Ends one of one's own sessions; with null all but the one that asks. */
  endSessions(actor: StaffActor, post: Post, key: string | null): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const ended = key === null ? (await this.sessions.endAll(tx, actor, actor.sessionId)) > 0 : await this.sessions.end(tx, actor, key);
      const subject = { kind: 'staff', id: actor.id, name: actor.name };
      if (ended) await this.activity.record(tx, { actor, at: this.clock.now(), action: 'staff.sessionEnded', subject });
      return '/admin/profile/sessions';
    });
  }
}
