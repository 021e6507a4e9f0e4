import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { isKnownDevice } from '../../kernel/auth/known-device';
import { readPendingSignIn } from '../../kernel/auth/pending-sign-in';
import { SecondFactors, type ProvedBy } from '../../kernel/auth/second-factor';
import { SecondFactorDoor, type CodeTry } from '../../kernel/auth/second-factor-door';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { inTransaction } from '../../kernel/db/transaction';
import { Log } from '../../kernel/log/log';
import { ActivityLog } from '../activity/activity.log';
import { Staff } from './staff.entity';

/** The second page of signing in: the code, after the right password (STA-2). */
@Injectable()
export class SignInCodes {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly door: SecondFactorDoor,
    private readonly factors: SecondFactors,
    private readonly log: Log,
  ) {}

  /** Who gave the right password in this browser less than five minutes ago and owes the code; null when nobody does (any more). */
  async waiting(request: Request): Promise<Staff | null> {
    const pending = readPendingSignIn(request, this.config, 'staff', this.clock.now());
    const staff = pending && (await this.dataSource.manager.findOneBy(Staff, { id: pending.id, active: true }));
    if (!pending || !staff || !pending.isFor(staff.passwordHash)) return null;
    return (await this.factors.state({ kind: 'staff', id: staff.id })) ? staff : null;
  }

  /** Uses the code up. */
  async check(staff: Staff, typed: string, request: Request): Promise<CodeTry<ProvedBy>> {
    const principal = { kind: 'staff', id: staff.id } as const;
    const result = await this.door.pass(principal, isKnownDevice(request, this.config, principal), () =>
      inTransaction(this.dataSource, async (tx) => {
        const by = await this.factors.prove(tx, principal, typed);
        const actor = { kind: 'staff', id: staff.id, name: staff.name } as const;
        if (by === 'recovery') await this.activity.record(tx, { actor, at: this.clock.now(), action: 'staff.recoveryCodeUsed', subject: actor });
        return by;
      }),
    );
    if (!result.ok) this.log.info('staff second factor refused', { staffId: staff.id, ip: request.ip, locked: result.waitSeconds > 0 });
    return result;
  }

  async recoveryCodesLeft(staff: Staff): Promise<number> {
    return (await this.factors.state({ kind: 'staff', id: staff.id }))?.codesLeft ?? 0;
  }
}
