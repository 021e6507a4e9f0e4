import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { OpenSessions } from '../../../kernel/auth/open-sessions.queries';
import { SecondFactors, type SecondFactorOffer } from '../../../kernel/auth/second-factor';
import { SecondFactorDoor } from '../../../kernel/auth/second-factor-door';
import { Clock } from '../../../kernel/clock/clock';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import { codeProblem } from '../../staff/second-factor.presenter';
import { ContactLetters } from '../../contacts/logins/contact-letters';

const OWN_PAGE = '/profile/sessions';

/** Switches the second factor of a contact on and off; told by mail, and in the activity of its customers (STA-2 for contacts). */
@Injectable()
export class OwnSecondFactor {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly door: SecondFactorDoor,
    private readonly factors: SecondFactors,
    private readonly letters: ContactLetters,
    private readonly sessions: OpenSessions,
  ) {}

  /** Every other session ends: it began without a code. The password was asked before. @throws FieldRefused at `code` */
  switchOn(contact: ContactActor, post: Post, offer: SecondFactorOffer, code: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.factors.confirm(tx, contact, offer, code))) throw new FieldRefused('code', codeProblem(0));
      await this.factors.replaceRecoveryCodes(tx, contact, post);
      await this.sessions.endAll(tx, contact, contact.sessionId);
      await this.note(tx, contact, 'contact.secondFactorOn');
      return OWN_PAGE;
    });
  }

  /** The password was asked before. @throws FieldRefused at `code` */
  switchOff(contact: ContactActor, post: Post, code: string): Promise<string> {
    return this.proved(contact, post, code, async (tx) => {
      await this.factors.remove(tx, contact);
      await this.note(tx, contact, 'contact.secondFactorOff');
    });
  }

  /** Ten new recovery codes, for the old ones. The password was asked before. @throws FieldRefused at `code` */
  renewCodes(contact: ContactActor, post: Post, code: string): Promise<string> {
    return this.proved(contact, post, code, async (tx) => {
      await this.factors.replaceRecoveryCodes(tx, contact, post);
      await this.note(tx, contact, 'contact.recoveryCodesRenewed');
    });
  }

  private async proved(contact: ContactActor, post: Post, code: string, change: (tx: EntityManager) => Promise<void>): Promise<string> {
    const attempt = () =>
      oncePerPost(this.dataSource, post, async (tx) => {
        if (!(await this.factors.prove(tx, contact, code))) throw new FieldRefused('code', codeProblem(0));
        await change(tx);
        return OWN_PAGE;
      }).catch((error: unknown) => {
        if (error instanceof FieldRefused) return null;
        throw error;
      });
    const result = await this.door.pass(contact, true, attempt);
    if (!result.ok) throw new FieldRefused('code', codeProblem(result.waitSeconds));
    return result.value;
  }

  private async note(tx: EntityManager, contact: ContactActor, action: string): Promise<void> {
    const at = this.clock.now();
    await this.letters.tellSecondFactorChanged(tx, contact, at);
    const subject = { kind: 'contact', id: contact.id, name: contact.name };
    await this.activity.recordMany(tx, contact.customers.map(({ id }) => ({ actor: contact, at, action, subject, customerId: id })));
  }
}
