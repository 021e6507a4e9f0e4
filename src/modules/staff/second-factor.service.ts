import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor, StaffActor } from '../../kernel/access/actor';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { SecondFactors, type SecondFactorOffer } from '../../kernel/auth/second-factor';
import { SecondFactorChanges, type SecondFactorChange, type SecondFactorSide } from '../../kernel/auth/second-factor-changes';
import { Clock } from '../../kernel/clock/clock';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { codeProblem } from './second-factor.presenter';
import { StaffLetters } from './staff-letters';
import { Staff } from './staff.entity';

const OWN_PAGE = '/admin/profile/sessions';

/** Switches the second factor of staff on and off. Whatever changes it stands in the log and is told by mail (ASVS 6.3.7). */
@Injectable()
export class StaffSecondFactors implements SecondFactorSide<StaffActor> {
  readonly page = OWN_PAGE;
  readonly refusal = codeProblem;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly changes: SecondFactorChanges,
    private readonly clock: Clock,
    private readonly factors: SecondFactors,
    private readonly letters: StaffLetters,
    private readonly sessions: OpenSessions,
  ) {}

  switchOn(actor: StaffActor, post: Post, offer: SecondFactorOffer, code: string): Promise<string> {
    return this.changes.switchOn(this, actor, post, offer, code);
  }

  switchOff(actor: StaffActor, post: Post, code: string): Promise<string> {
    return this.changes.switchOff(this, actor, post, code);
  }

  renewCodes(actor: StaffActor, post: Post, code: string): Promise<string> {
    return this.changes.renewCodes(this, actor, post, code);
  }

  /** The codes that this sending made: the same ones however often it comes. */
  codesOf(actor: StaffActor, post: Post): string[] {
    return this.factors.recoveryCodesFor(actor, post);
  }

  /** Takes a colleague's second factor off, as when the phone is lost. The colleague is signed out everywhere. @throws Conflict for one's own */
  reset(actor: StaffActor, post: Post, id: string): Promise<string> {
    if (id === actor.id) throw new Conflict({ key: 'staff.secondFactor.ownReset' }, [{ label: 'staff.sessions.menu', href: OWN_PAGE }]);
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.takeOff(tx, actor, id);
      return `/admin/staff/${id}`;
    });
  }

  /** @returns false when there was none. @throws NotFound */
  async takeOff(tx: EntityManager, actor: Actor, id: string): Promise<boolean> {
    const staff = await tx.findOne(Staff, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!staff) throw new NotFound();
    if (!(await this.factors.remove(tx, { kind: 'staff', id }))) return false;
    await this.sessions.endAll(tx, { kind: 'staff', id });
    await this.note(tx, actor, staff, 'staff.secondFactorReset', this.clock.now());
    return true;
  }

  tell(tx: EntityManager, actor: StaffActor, change: SecondFactorChange, at: Date): Promise<void> {
    return this.note(tx, actor, actor, `staff.${change}`, at);
  }

  private async note(tx: EntityManager, actor: Actor, staff: { id: string; name: string }, action: string, at: Date): Promise<void> {
    await this.letters.tellSecondFactorChanged(tx, staff, at);
    await this.activity.record(tx, { actor, at, action, subject: { kind: 'staff', id: staff.id, name: staff.name } });
  }
}
