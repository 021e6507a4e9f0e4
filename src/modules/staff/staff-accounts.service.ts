import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { StaffLetters } from './staff-letters';
import { StaffPasswords } from './staff-passwords.service';
import { Staff } from './staff.entity';
import { StaffService, type StaffFields } from './staff.service';

/** How somebody gets in: by a link of their own, or by a password they must change. */
export type Access = { readonly by: 'link' } | { readonly by: 'password'; readonly password: string };

/** What administrators do about others' access. */
@Injectable()
export class StaffAccounts {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly letters: StaffLetters,
    private readonly passwords: StaffPasswords,
    private readonly sessions: OpenSessions,
    private readonly staff: StaffService,
  ) {}

  /** Creates an account with its way in. @throws FieldRefused */
  async create(actor: StaffActor, post: Post, fields: StaffFields, access: Access): Promise<string> {
    const passwordHash = access.by === 'password' ? await this.passwords.hash(access.password) : null;
    return oncePerPost(this.dataSource, post, async (tx) => {
      const id = await this.staff.insert(tx, actor, { ...fields, passwordHash, mustChangePassword: access.by === 'password' });
      if (access.by === 'link') await this.letters.sendLink(tx, 'staff-invitation', { id }, this.clock.now());
      return `/admin/staff/${id}`;
    });
  }

  /** Sends a link to set a password; earlier links are dead. */
  invite(actor: StaffActor, post: Post, id: string): Promise<string> {
    return this.about(post, id, async (tx, staff) => {
      await this.letters.sendLink(tx, 'staff-invitation', staff, this.clock.now());
      await this.note(tx, actor, staff, 'staff.invited');
    });
  }

  /** Gives somebody a password, to be changed at the next sign-in. */
  async givePassword(actor: StaffActor, post: Post, id: string, password: string): Promise<string> {
    const hash = await this.passwords.hash(password);
    return this.about(post, id, (tx, staff) => this.passwords.give(tx, actor, staff, hash));
  }

  /** Ends one session of somebody, or with null all of them. */
  endSessions(actor: StaffActor, post: Post, id: string, key: string | null): Promise<string> {
    return this.about(post, id, async (tx, staff) => {
      const ended = key === null ? (await this.sessions.endAll(tx, { kind: 'staff', id })) > 0 : await this.sessions.end(tx, { kind: 'staff', id }, key);
      if (ended) await this.note(tx, actor, staff, 'staff.sessionEnded');
    });
  }

  private about(post: Post, id: string, work: (tx: EntityManager, staff: Staff) => Promise<void>): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const staff = await tx.findOne(Staff, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!staff) throw new NotFound();
      if (!staff.active) throw new Conflict({ key: 'staff.isInactive' });
      await work(tx, staff);
      return `/admin/staff/${id}`;
    });
  }

  private note(tx: EntityManager, actor: StaffActor, staff: Staff, action: string): Promise<void> {
    return this.activity.record(tx, { actor, at: this.clock.now(), action, subject: { kind: 'staff', id: staff.id, name: staff.name } });
  }
}
