import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { SignInNeeded } from '../../../kernel/access/sign-in-needed';
import { isKnownDevice, rememberDevice } from '../../../kernel/auth/known-device';
import { dropPendingSignIn, keepPendingSignIn, readPendingSignIn } from '../../../kernel/auth/pending-sign-in';
import { SecondFactors, type ProvedBy } from '../../../kernel/auth/second-factor';
import { SecondFactorDoor, type CodeTry } from '../../../kernel/auth/second-factor-door';
import type { SessionOfRequest } from '../../../kernel/auth/sign-in';
import { Clock } from '../../../kernel/clock/clock';
import { Config } from '../../../kernel/config/config';
import { inTransaction } from '../../../kernel/db/transaction';
import { Log } from '../../../kernel/log/log';
import { ContactLogins } from '../../contacts/logins/contact-logins.service';
import { SignInQueries, type Login } from './sign-in.queries';

/** The request of somebody who comes in, and what it is answered with. */
export interface Arrival {
  readonly session: SessionOfRequest;
  readonly request: Request;
  readonly response: Response;
}

/** Lets contacts in: with the password alone, or, where there is a second factor, not before its code. */
@Injectable()
export class AreaEntrance {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly door: SecondFactorDoor,
    private readonly factors: SecondFactors,
    private readonly log: Log,
    private readonly logins: SignInQueries,
    private readonly accounts: ContactLogins,
  ) {}

  /** After the right password. @returns whether the contact is in; otherwise the code is owed. */
  async afterPassword(login: Login, arrival: Arrival): Promise<boolean> {
    if (await this.factors.state({ kind: 'contact', id: login.id })) {
      keepPendingSignIn(arrival.response, this.config, 'contact', login, this.clock.now());
      return false;
    }
    await this.admit(login, arrival);
    return true;
  }

  /**
   * Begins the session and remembers the device. Only with the session written is the password looked at once more: who
   * changed it before that is seen here, who changes it later ends the session.
   * @throws SignInNeeded when the password is another one by now
   */
  async admit({ id: contactId, passwordHash }: Login, { session, request, response }: Arrival): Promise<void> {
    await session.start(contactId);
    if (!(await this.logins.signedIn(this.dataSource.manager, contactId, passwordHash, this.clock.now()))) {
      await session.end();
      throw new SignInNeeded('contact');
    }
    rememberDevice(request, response, this.config, { kind: 'contact', id: contactId });
    dropPendingSignIn(response, this.config, 'contact');
    this.log.info('contact signed in', { contactId, ip: request.ip });
  }

  /** Who gave the right password in this browser less than five minutes ago and owes the code. */
  async waiting(request: Request): Promise<Login | null> {
    const pending = readPendingSignIn(request, this.config, 'contact', this.clock.now());
    const login = pending && (await this.logins.byId(this.dataSource.manager, pending.id));
    if (!pending || !login || !pending.isFor(login.passwordHash)) return null;
    return (await this.factors.state({ kind: 'contact', id: login.id })) ? login : null;
  }

  /** Uses the code up. */
  async check({ id }: Login, typed: string, request: Request): Promise<CodeTry<ProvedBy>> {
    const principal = { kind: 'contact', id } as const;
    const result = await this.door.pass(principal, isKnownDevice(request, this.config, principal), () =>
      inTransaction(this.dataSource, async (tx) => {
        const by = await this.factors.prove(tx, principal, typed);
        if (by === 'recovery') await this.accounts.note(tx, id, 'contact.recoveryCodeUsed');
        return by;
      }),
    );
    if (!result.ok) this.log.info('contact second factor refused', { contactId: id, ip: request.ip, locked: result.waitSeconds > 0 });
    return result;
  }

  async recoveryCodesLeft({ id }: Login): Promise<number> {
    return (await this.factors.state({ kind: 'contact', id }))?.codesLeft ?? 0;
  }
}
