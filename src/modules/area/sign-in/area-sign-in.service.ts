import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { sha256 } from '../../../kernel/auth/digest';
import { Passwords } from '../../../kernel/auth/passwords';
import { RateLimits, type RateLimit } from '../../../kernel/http/rate-limits';
import { Log } from '../../../kernel/log/log';
import { emailKey } from '../../../kernel/text/email-key';
import { SignInQueries, type Login } from './sign-in.queries';

export type AreaSignInResult = { readonly ok: true; readonly login: Login } | { readonly ok: false; readonly waitSeconds: number };

const QUARTER_OF_AN_HOUR = 15 * 60_000;
const accountLimit = (key: string): RateLimit => ({ key: `area-sign-in:account:${sha256(key)}`, max: 10, windowMs: QUARTER_OF_AN_HOUR });
const addressLimit = (ip: string): RateLimit => ({ key: `area-sign-in:ip:${ip}`, max: 100, windowMs: QUARTER_OF_AN_HOUR });

/**
 * Checks e-mail and password of contacts, with the limits of staff (A25). Unknown, inactive, not invited, of an inactive
 * customer and wrong look and take the same (A12).
 */
@Injectable()
export class AreaSignIn {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly logins: SignInQueries,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly log: Log,
  ) {}

  /** @param knownDevice the person signed in from this browser before, so others' failures do not shut them out. */
  async signIn(email: string, password: string, ip: string, knownDevice: (contactId: string) => boolean): Promise<AreaSignInResult> {
    const key = emailKey(email) ?? '';
    const login = await this.logins.find(this.dataSource.manager, key);
    const known = login !== null && knownDevice(login.id);
    const limits = known ? [addressLimit(ip)] : [accountLimit(key), addressLimit(ip)];
    // Counted before the password is looked at: a hundred guesses sent at once would all be looked at otherwise.
    const wait = Math.max(...(await Promise.all(limits.map((limit) => this.limits.hit(limit)))));
    if (wait > 0) return this.refuse('locked', login?.id ?? null, ip, wait);
    if ((await this.passwords.matches(login?.passwordHash ?? null, password)) && login) {
      await Promise.all(limits.map((limit) => this.limits.giveBack(limit.key)));
      this.log.info('contact gave the right password', { contactId: login.id, ip });
      return { ok: true, login };
    }
    return this.refuse('no match', login?.id ?? null, ip, known ? 0 : await this.limits.wait(accountLimit(key)));
  }

  /** On record for whoever looks for attacks (ASVS 16.3.1); never what was typed (A29). */
  private refuse(reason: string, contactId: string | null, ip: string, waitSeconds: number): AreaSignInResult {
    this.log.info('contact sign-in refused', { reason, contactId, ip });
    return { ok: false, waitSeconds };
  }
}
