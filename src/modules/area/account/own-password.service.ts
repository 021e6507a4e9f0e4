import { Injectable } from '@nestjs/common';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { TooMany } from '../../../kernel/http/errors';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { ContactLogins } from '../../contacts/logins/contact-logins.service';

const QUARTER_OF_AN_HOUR = 15 * 60_000;

/** Asks for the current password before what a thief of the session would like to do (ASVS 7.5.1). */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly limits: RateLimits,
    private readonly logins: ContactLogins,
  ) {}

  /** Whether `password` is the contact's. @throws TooMany after ten tries in a quarter of an hour */
  async proves(contact: ContactActor, password: string): Promise<boolean> {
    const wait = await this.limits.hit({ key: `area-own-password:${contact.id}`, max: 10, windowMs: QUARTER_OF_AN_HOUR });
    if (wait > 0) throw new TooMany({ key: 'staff.passwordChange.tooMany' }, wait);
    return this.logins.isCurrent(contact.id, password);
  }
}
