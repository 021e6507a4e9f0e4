import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { sha256 } from '../../kernel/auth/digest';
import { Passwords } from '../../kernel/auth/passwords';
import { RateLimits, type RateLimit } from '../../kernel/http/rate-limits';
import { Log } from '../../kernel/log/log';
import { emailKey } from '../../kernel/text/email-key';
import { Staff } from './staff.entity';

export type SignInResult = { readonly ok: true; readonly staff: Staff } | { readonly ok: false; readonly waitSeconds: number };

const QUARTER_OF_AN_HOUR = 15 * 60_000;
const accountLimit = (key: string): RateLimit => ({ key: `sign-in:account:${sha256(key)}`, max: 10, windowMs: QUARTER_OF_AN_HOUR });
const addressLimit = (ip: string): RateLimit => ({ key: `sign-in:ip:${ip}`, max: 100, windowMs: QUARTER_OF_AN_HOUR });

/**
 * Checks e-mail and password of staff. Ten failures in a quarter of an hour refuse the account from unknown devices for
 * the rest of it, never for good (STA-2); unknown, inactive and wrong look and take the same (A12).
 */
@Injectable()
export class SignInService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly log: Log,
  ) {}

  /** @param knownDevice the person signed in from this browser before, so others' failures do not shut them out. */
  async signIn(email: string, password: string, ip: string, knownDevice: (staffId: string) => boolean): Promise<SignInResult> {
    const key = emailKey(email) ?? '';
    const staff = key ? await this.dataSource.manager.findOneBy(Staff, { emailKey: key, active: true }) : null;
    const known = staff !== null && knownDevice(staff.id);
    const limits = known ? [addressLimit(ip)] : [accountLimit(key), addressLimit(ip)];
    // Counted before the password is looked at: a hundred guesses sent at once would all be looked at otherwise.
    const wait = Math.max(...(await Promise.all(limits.map((limit) => this.limits.hit(limit)))));
    if (wait > 0) return this.refuse('locked', staff, ip, wait);
    if ((await this.passwords.matches(staff?.passwordHash ?? null, password)) && staff) {
      await Promise.all(limits.map((limit) => this.limits.giveBack(limit.key)));
      this.log.info('staff gave the right password', { staffId: staff.id, ip });
      return { ok: true, staff };
    }
    return this.refuse('no match', staff, ip, known ? 0 : await this.limits.wait(accountLimit(key)));
  }

  /** On record for whoever looks for attacks (ASVS 16.3.1); never what was typed (A29). */
  private refuse(reason: string, staff: Staff | null, ip: string, waitSeconds: number): SignInResult {
    this.log.info('staff sign-in refused', { reason, staffId: staff?.id ?? null, ip });
    return { ok: false, waitSeconds };
  }
}
