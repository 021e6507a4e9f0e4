import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SYSTEM, type Actor, type StaffActor } from '../../kernel/access/actor';
import { AccessTokens } from '../../kernel/auth/access-tokens';
import { Passwords } from '../../kernel/auth/passwords';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction, isDuplicate, isMissingReference } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { ChangedMeanwhile, NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { emailKey } from '../../kernel/text/email-key';
import { changesBetween } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { demandAnotherAdministrator } from './last-administrator';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { Staff } from './staff.entity';

export interface StaffFields {
  readonly name: string;
  readonly email: string;
  readonly roleId: string | null;
  readonly administrator: boolean;
}

export interface NewStaff extends StaffFields {
  /** null: none until a link is used. */
  readonly password: string | null;
  readonly mustChangePassword: boolean;
}

/** Creates and changes staff accounts. */
@Injectable()
export class StaffService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly activity: ActivityLog,
    private readonly sessions: OpenSessions,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Creates the first administrator when there is no staff at all; with several nodes starting at once one creates it.
   * @param also what belongs to a first start, in the same transaction
   * @returns whether this call did.
   */
  async createFirst(account: NewStaff, also: (tx: EntityManager) => Promise<void> = async () => undefined): Promise<boolean> {
    if (await this.dataSource.manager.existsBy(Staff, {})) return false;
    const passwordHash = account.password === null ? null : await this.passwords.hash(account.password);
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await this.insert(tx, SYSTEM, { ...account, passwordHash });
        await also(tx);
      });
      return true;
    } catch (error) {
      if (error instanceof FieldRefused) return false;
      throw error;
    }
  }

  /**
   * Creates an account in the caller's transaction.
   * @throws FieldRefused when the address is taken or the role gone
   */
  async insert(tx: EntityManager, actor: Actor, account: StaffFields & { passwordHash: string | null; mustChangePassword: boolean }): Promise<string> {
    const now = this.clock.now();
    const { name, email, administrator, roleId, mustChangePassword, passwordHash } = account;
    const row = { name, email, emailKey: keyOf(email), passwordHash, administrator, roleId, mustChangePassword, createdAt: now, updatedAt: now };
    const inserted = await tx.insert(Staff, row).catch(refusal);
    const id = String(inserted.identifiers[0].id);
    await this.activity.record(tx, { actor, at: now, action: 'staff.created', subject: { kind: 'staff', id, name } });
    return id;
  }

  /**
   * Changes an account. Another e-mail address kills open links; other rights end the person's sessions, so that none goes on
   * under an id from before (ASVS 7.2.4).
   * @throws ChangedMeanwhile when somebody else saved it first; Conflict when it would take the last administrator's rights
   */
  edit(actor: StaffActor, post: Post, id: string, version: number, fields: StaffFields): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (!fields.administrator) await demandAnotherAdministrator(tx, id);
      const before = await this.locked(tx, id);
      const { name, email, roleId, administrator } = fields;
      const after = { name, email, roleId, administrator };
      const changes = changesBetween(before, after);
      if (before.version !== version) throw new ChangedMeanwhile();
      if (!changes) return `/admin/staff/${id}`;
      await tx.update(Staff, { id }, { ...after, emailKey: keyOf(email), version: version + 1, updatedAt: this.clock.now() }).catch(refusal);
      if (before.emailKey !== keyOf(email)) await this.tokens.revoke(tx, { kind: 'staff', id });
      if ('roleId' in changes || 'administrator' in changes) await this.sessions.endAll(tx, { kind: 'staff', id });
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'staff.changed', subject: { kind: 'staff', id, name }, changes });
      return `/admin/staff/${id}`;
    });
  }

  /** Lets somebody in again. */
  activate(actor: StaffActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, (tx) => this.setActive(tx, actor, id, true));
  }

  /** Shuts somebody out: sessions and links end with this commit (STA-2). @throws Conflict for the last administrator */
  deactivate(actor: StaffActor, post: Post, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await demandAnotherAdministrator(tx, id);
      return this.setActive(tx, actor, id, false);
    });
  }

  /** Notes a sign-in. False when the password is no longer the one of that hash. */
  async signedIn(id: string, passwordHash: string | null): Promise<boolean> {
    const { affected } = await this.dataSource.manager.update(Staff, { id, passwordHash: passwordHash ?? '' }, { lastSignInAt: this.clock.now() });
    return affected === 1;
  }

  private async setActive(tx: EntityManager, actor: StaffActor, id: string, active: boolean): Promise<string> {
    const staff = await this.locked(tx, id);
    if (staff.active === active) return `/admin/staff/${id}`;
    const now = this.clock.now();
    await tx.update(Staff, { id }, { active, version: staff.version + 1, updatedAt: now });
    await this.sessions.endAll(tx, { kind: 'staff', id });
    await this.tokens.revoke(tx, { kind: 'staff', id });
    await this.activity.record(tx, { actor, at: now, action: active ? 'staff.activated' : 'staff.deactivated', subject: { kind: 'staff', id, name: staff.name } });
    return `/admin/staff/${id}`;
  }

  private async locked(tx: EntityManager, id: string): Promise<Staff> {
    const staff = await tx.findOne(Staff, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!staff) throw new NotFound();
    return staff;
  }
}

function keyOf(email: string): string {
  const key = emailKey(email);
  if (key === null) throw new Error(`not an e-mail address: ${email}`);
  return key;
}

function refusal(error: unknown): never {
  if (isDuplicate(error, 'staff_email_key')) throw new FieldRefused('email', { key: 'staff.emailTaken' });
  if (isMissingReference(error)) throw new FieldRefused('roleId', { key: 'errors.choice' });
  throw error;
}
