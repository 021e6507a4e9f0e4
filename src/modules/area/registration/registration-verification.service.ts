import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessTokens, type AccessToken } from '../../../kernel/auth/access-tokens';
import { Passwords } from '../../../kernel/auth/passwords';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction } from '../../../kernel/db/transaction';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { ActivityLog } from '../../activity/activity.log';
import { ContactLetters } from '../../contacts/logins/contact-letters';
import { NewCustomerNews } from '../../customers/news/new-customer-news';
import { SettingsStore } from '../../settings/settings.store';
import { RegistrationLetters, VERIFICATION } from './registration-letters';
import { RegistrationRows, type Registrant } from './registrations.queries';

/** What a link verifies. */
export interface Verification extends Registrant {
  readonly token: AccessToken;
}

export type Verified = 'in' | 'waits' | 'dead';

const QUARTER_OF_AN_HOUR = 15 * 60_000;

/** Shows that a registered address belongs to whoever registered it: by the link, which only its reader has, and the password, which only the other knows (A26). */
@Injectable()
export class RegistrationVerification {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly letters: RegistrationLetters,
    private readonly limits: RateLimits,
    private readonly news: NewCustomerNews,
    private readonly passwords: Passwords,
    private readonly rows: RegistrationRows,
    private readonly settings: SettingsStore,
    private readonly tokens: AccessTokens,
    private readonly welcomes: ContactLetters,
  ) {}

  /** Null when the link is dead. Uses nothing up: mail scanners open links. */
  async find(token: unknown): Promise<Verification | null> {
    const found = await this.tokens.find(token, 'contact', this.clock.now());
    if (found?.purpose !== VERIFICATION) return null;
    const registrant = await this.rows.registrant(this.dataSource.manager, found.principalId);
    return registrant && { ...registrant, token: found };
  }

  /** @returns seconds to wait after too many tries, else whether the password is the one that was chosen. */
  async knows({ token, passwordHash }: Verification, password: string): Promise<boolean | number> {
    const wait = await this.limits.hit({ key: `register-verification:${token.id}`, max: 10, windowMs: QUARTER_OF_AN_HOUR });
    return wait > 0 ? wait : this.passwords.matches(passwordHash, password);
  }

  /** Uses the link up. Without confirmation the person is in, else the administrators are asked. */
  verify(verification: Verification): Promise<Verified> {
    return inTransaction(this.dataSource, async (tx) => {
      const now = this.clock.now();
      const unconfirmed = await this.rows.lock(tx, verification.customerId);
      if (unconfirmed === null || !(await this.tokens.use(tx, verification.token, now)) || !(await this.rows.verify(tx, verification.id, now))) return 'dead';
      await this.activity.record(tx, { actor: actorOf(verification), at: now, action: 'contact.verified', subject: { kind: 'contact', id: verification.id, name: verification.name }, customerId: verification.customerId });
      if (unconfirmed && this.settings.all().registrationConfirmed) return this.wait(tx, verification);
      return this.letIn(tx, verification);
    });
  }

  private async wait(tx: EntityManager, verification: Verification): Promise<Verified> {
    await this.letters.askToConfirm(tx, verification);
    return 'waits';
  }

  private async letIn(tx: EntityManager, verification: Verification): Promise<Verified> {
    const { id, customerId, customerName } = verification;
    await this.rows.open(tx, customerId);
    await this.rows.signedIn(tx, id, this.clock.now());
    await this.welcomes.welcome(tx, { id, language: null }, { id: customerId, name: customerName });
    await this.news.tell(tx, actorOf(verification), customerId);
    return 'in';
  }
}

function actorOf({ id, name }: Registrant) {
  return { kind: 'contact', id, name } as const;
}
