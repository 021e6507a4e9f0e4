import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../kernel/access/actor';
import { Passwords } from '../../kernel/auth/passwords';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction, isDuplicate } from '../../kernel/db/transaction';
import { emailKey } from '../../kernel/text/email-key';
import { ActivityLog } from '../activity/activity.log';
import { Staff } from './staff.entity';

export interface NewStaff {
  readonly name: string;
  readonly email: string;
  /** null: none until a link is used. */
  readonly password: string | null;
  readonly administrator: boolean;
  readonly roleId: string | null;
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
  ) {}

  /**
   * Creates the first administrator when there is no staff at all; with several nodes starting at once one creates it.
   * @returns whether this call did.
   */
  async createFirst(account: NewStaff): Promise<boolean> {
    if (await this.dataSource.manager.existsBy(Staff, {})) return false;
    try {
      await this.create(account);
      return true;
    } catch (error) {
      if (isDuplicate(error, 'staff_email_key')) return false;
      throw error;
    }
  }

  async create(account: NewStaff): Promise<string> {
    const now = this.clock.now();
    const key = emailKey(account.email);
    if (key === null) throw new Error(`not an e-mail address: ${account.email}`);
    const passwordHash = account.password === null ? null : await this.passwords.hash(account.password);
    const { name, email, administrator, roleId, mustChangePassword } = account;
    return inTransaction(this.dataSource, async (tx) => {
      const inserted = await tx.insert(Staff, {
        name, email, emailKey: key, passwordHash, administrator, roleId, mustChangePassword, createdAt: now, updatedAt: now,
      });
      const id = String(inserted.identifiers[0].id);
      await this.activity.record(tx, { actor: SYSTEM, at: now, action: 'staff.created', subject: { kind: 'staff', id, name } });
      return id;
    });
  }

  /** Notes a sign-in. */
  async signedIn(id: string): Promise<void> {
    await this.dataSource.manager.update(Staff, { id }, { lastSignInAt: this.clock.now() });
  }
}
