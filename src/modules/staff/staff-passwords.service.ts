import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor, StaffActor } from '../../kernel/access/actor';
import { AccessTokens, type AccessToken } from '../../kernel/auth/access-tokens';
import { NewPasswords } from '../../kernel/auth/new-passwords';
import { Passwords } from '../../kernel/auth/passwords';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction } from '../../kernel/db/transaction';
import { TooMany } from '../../kernel/http/errors';
import type { Post } from '../../kernel/http/post';
import { RateLimits } from '../../kernel/http/rate-limits';
import type { Message } from '../../kernel/i18n/message';
import { emailKey } from '../../kernel/text/email-key';
import type { ActivityEntry } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { StaffLetters } from './staff-letters';
import { Staff } from './staff.entity';

const QUARTER_OF_AN_HOUR = 15 * 60_000;

/** Sets, changes and resets the passwords of staff. Whatever sets one ends sessions and links and tells the person. */
@Injectable()
export class StaffPasswords {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly fresh: NewPasswords,
    private readonly letters: StaffLetters,
    private readonly limits: RateLimits,
    private readonly passwords: Passwords,
    private readonly sessions: OpenSessions,
    private readonly tokens: AccessTokens,
  ) {}

  /** Why `password` is too easy to guess for that person, or null. */
  weakness(password: string, person: { name: string; email: string }): Message | null {
    return this.fresh.weakness(password, person);
  }

  /**
   * A password for somebody to read once and change (79 bits).
   * @param post gives the same one for each sending of one form, since its answer shows it
   */
  generate(post: Post | null = null): string {
    return this.fresh.generate(post);
  }

  /** Sends a link to whoever has this address; to nobody else, and without telling (A12). */
  async askForLink(email: string): Promise<void> {
    const key = emailKey(email);
    if (key === null) return;
    await inTransaction(this.dataSource, async (tx) => {
      const staff = await tx.findOneBy(Staff, { emailKey: key, active: true });
      if (staff) await this.letters.sendLink(tx, 'staff-reset', staff, this.clock.now());
    });
  }

  /** Whose password a link sets; null when the link is dead. Uses nothing up. */
  async holderOf(token: unknown): Promise<{ token: AccessToken; staff: Staff } | null> {
    const found = await this.tokens.find(token, 'staff', this.clock.now());
    const staff = found && (await this.dataSource.manager.findOneBy(Staff, { id: found.principalId, active: true }));
    return found && staff ? { token: found, staff } : null;
  }

  /** Sets the password by a link. False when the link was used, replaced or its holder deactivated meanwhile. */
  async setByLink(token: AccessToken, password: string): Promise<boolean> {
    const hash = await this.passwords.hash(password);
    return inTransaction(this.dataSource, async (tx) => {
      const staff = await this.locked(tx, token.principalId);
      if (!staff?.active || !(await this.tokens.use(tx, token, this.clock.now()))) return false;
      await this.store(tx, staff, hash, { actor: { kind: 'staff', id: staff.id, name: staff.name }, mustChange: false });
      return true;
    });
  }

  private async isCurrent(staffId: string, password: string): Promise<boolean> {
    const staff = await this.dataSource.manager.findOneBy(Staff, { id: staffId });
    return this.passwords.matches(staff?.passwordHash ?? null, password);
  }

  /** Whether that is the password of whoever is signed in; ten wrong ones in a quarter of an hour are enough. @throws TooMany */
  async proves(actor: StaffActor, password: string): Promise<boolean> {
    const limit = { key: `password-change:${actor.id}`, max: 10, windowMs: QUARTER_OF_AN_HOUR };
    const wait = await this.limits.hit(limit);
    if (wait > 0) throw new TooMany({ key: 'staff.passwordChange.tooMany' }, wait);
    const right = await this.isCurrent(actor.id, password);
    if (right) await this.limits.giveBack(limit.key);
    return right;
  }

  /** Changes one's own password. Every session ends, this one too: the handler starts a new one. */
  async change(actor: StaffActor, password: string): Promise<void> {
    const hash = await this.passwords.hash(password);
    await inTransaction(this.dataSource, async (tx) => {
      const staff = await this.locked(tx, actor.id);
      if (staff) await this.store(tx, staff, hash, { actor, mustChange: false });
    });
  }

  /** Gives somebody a password to change at the next sign-in. @param hash from `hash` */
  async give(tx: EntityManager, actor: Actor, staff: Staff, hash: string): Promise<void> {
    await this.store(tx, staff, hash, { actor, mustChange: true });
  }

  hash(password: string): Promise<string> {
    return this.passwords.hash(password);
  }

  private locked(tx: EntityManager, id: string): Promise<Staff | null> {
    return tx.findOne(Staff, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private async store(tx: EntityManager, staff: Staff, passwordHash: string, by: { actor: ActivityEntry['actor']; mustChange: boolean }): Promise<void> {
    const now = this.clock.now();
    await tx.update(Staff, { id: staff.id }, { passwordHash, mustChangePassword: by.mustChange, updatedAt: now });
    await this.sessions.endAll(tx, { kind: 'staff', id: staff.id });
    await this.tokens.revoke(tx, { kind: 'staff', id: staff.id });
    if (staff.active) await this.letters.tellPasswordChanged(tx, staff, now);
    await this.activity.record(tx, { actor: by.actor, at: now, action: 'staff.passwordChanged', subject: { kind: 'staff', id: staff.id, name: staff.name } });
  }
}
