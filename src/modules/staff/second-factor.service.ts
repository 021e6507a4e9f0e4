import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor, StaffActor } from '../../kernel/access/actor';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { SecondFactors, type SecondFactorOffer } from '../../kernel/auth/second-factor';
import { SecondFactorDoor } from '../../kernel/auth/second-factor-door';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { Conflict, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { codeProblem } from './second-factor.presenter';
import { StaffLetters } from './staff-letters';
import { Staff } from './staff.entity';

const OWN_PAGE = '/admin/profile/sessions';

/** Switches the second factor of staff on and off. Whatever changes it stands in the log and is told by mail (ASVS 6.3.7). */
@Injectable()
export class StaffSecondFactors {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly door: SecondFactorDoor,
    private readonly factors: SecondFactors,
    private readonly letters: StaffLetters,
    private readonly sessions: OpenSessions,
  ) {}

  /** Every other session ends: it began without a code. The password was asked before. @throws FieldRefused at `code` */
  switchOn(actor: StaffActor, post: Post, offer: SecondFactorOffer, code: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.factors.confirm(tx, actor, offer, code))) throw new FieldRefused('code', codeProblem(0));
      await this.factors.replaceRecoveryCodes(tx, actor, post);
      await this.sessions.endAll(tx, actor, actor.sessionId);
      await this.note(tx, actor, actor, 'staff.secondFactorOn');
      return OWN_PAGE;
    });
  }

  /** The password was asked before. @throws FieldRefused at `code` */
  switchOff(actor: StaffActor, post: Post, code: string): Promise<string> {
    return this.proved(actor, post, code, async (tx) => {
      await this.factors.remove(tx, actor);
      await this.note(tx, actor, actor, 'staff.secondFactorOff');
    });
  }

  /** Ten new recovery codes, for the old ones. The password was asked before. @throws FieldRefused at `code` */
  renewCodes(actor: StaffActor, post: Post, code: string): Promise<string> {
    return this.proved(actor, post, code, async (tx) => {
      await this.factors.replaceRecoveryCodes(tx, actor, post);
      await this.note(tx, actor, actor, 'staff.recoveryCodesRenewed');
    });
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
    await this.note(tx, actor, staff, 'staff.secondFactorReset');
    return true;
  }

  private async proved(actor: StaffActor, post: Post, code: string, change: (tx: EntityManager) => Promise<void>): Promise<string> {
    const attempt = () =>
      oncePerPost(this.dataSource, post, async (tx) => {
        if (!(await this.factors.prove(tx, actor, code))) throw new FieldRefused('code', codeProblem(0));
        await change(tx);
        return OWN_PAGE;
      }).catch((error: unknown) => {
        if (error instanceof FieldRefused) return null;
        throw error;
      });
    const result = await this.door.pass(actor, true, attempt);
    if (!result.ok) throw new FieldRefused('code', codeProblem(result.waitSeconds));
    return result.value;
  }

  private async note(tx: EntityManager, actor: Actor, staff: { id: string; name: string }, action: string): Promise<void> {
    const at = this.clock.now();
    await this.letters.tellSecondFactorChanged(tx, staff, at);
    await this.activity.record(tx, { actor, at, action, subject: { kind: 'staff', id: staff.id, name: staff.name } });
  }
}
