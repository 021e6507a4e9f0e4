import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignInNeeded } from '../../kernel/access/sign-in-needed';
import { rememberDevice } from '../../kernel/auth/known-device';
import { dropPendingSignIn, keepPendingSignIn } from '../../kernel/auth/pending-sign-in';
import { SecondFactors } from '../../kernel/auth/second-factor';
import type { SessionOfRequest } from '../../kernel/auth/sign-in';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { Log } from '../../kernel/log/log';
import type { Staff } from './staff.entity';
import { StaffService } from './staff.service';

/** The request of somebody who comes in, and what it is answered with. */
export interface Arrival {
  readonly session: SessionOfRequest;
  readonly request: Request;
  readonly response: Response;
}

/** Lets people in: with the password alone, or, where there is a second factor, not before its code (STA-2). */
@Injectable()
export class StaffEntrance {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly factors: SecondFactors,
    private readonly log: Log,
    private readonly staff: StaffService,
  ) {}

  /** After the right password. @returns whether the person is in; otherwise the code is owed. */
  async afterPassword(staff: Staff, arrival: Arrival): Promise<boolean> {
    if (await this.factors.state({ kind: 'staff', id: staff.id })) {
      keepPendingSignIn(arrival.response, this.config, 'staff', staff, this.clock.now());
      return false;
    }
    await this.admit(staff, arrival);
    return true;
  }

  /**
   * Begins the session and remembers the device. Only with the session written is the password looked at once more: who
   * changed it before that is seen here, who changes it later ends the session.
   * @throws SignInNeeded when the password is another one by now
   */
  async admit({ id: staffId, passwordHash }: Staff, { session, request, response }: Arrival): Promise<void> {
    await session.start(staffId);
    if (!(await this.staff.signedIn(staffId, passwordHash))) {
      await session.end();
      throw new SignInNeeded('staff');
    }
    rememberDevice(request, response, this.config, { kind: 'staff', id: staffId });
    dropPendingSignIn(response, this.config, 'staff');
    this.log.info('staff signed in', { staffId, ip: request.ip });
  }
}
