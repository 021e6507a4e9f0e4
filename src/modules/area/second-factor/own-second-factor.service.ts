import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import type { SecondFactorOffer } from '../../../kernel/auth/second-factor';
import { SecondFactorChanges, type SecondFactorChange, type SecondFactorSide } from '../../../kernel/auth/second-factor-changes';
import type { Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import { ContactLetters } from '../../contacts/logins/contact-letters';
import { codeProblem } from '../../staff/second-factor.presenter';

/** The second factor of a contact, by itself; told by mail, and in the activity of its customers (STA-2 for contacts). */
@Injectable()
export class OwnSecondFactor implements SecondFactorSide<ContactActor> {
  readonly page = '/profile/sessions';
  readonly refusal = codeProblem;

  constructor(
    private readonly activity: ActivityLog,
    private readonly changes: SecondFactorChanges,
    private readonly letters: ContactLetters,
  ) {}

  switchOn(contact: ContactActor, post: Post, offer: SecondFactorOffer, code: string): Promise<string> {
    return this.changes.switchOn(this, contact, post, offer, code);
  }

  switchOff(contact: ContactActor, post: Post, code: string): Promise<string> {
    return this.changes.switchOff(this, contact, post, code);
  }

  renewCodes(contact: ContactActor, post: Post, code: string): Promise<string> {
    return this.changes.renewCodes(this, contact, post, code);
  }

  async tell(tx: EntityManager, contact: ContactActor, change: SecondFactorChange, at: Date): Promise<void> {
    await this.letters.tellSecondFactorChanged(tx, contact, at);
    const subject = { kind: 'contact', id: contact.id, name: contact.name };
    await this.activity.recordMany(tx, contact.customers.map(({ id }) => ({ actor: contact, at, action: `contact.${change}`, subject, customerId: id })));
  }
}
