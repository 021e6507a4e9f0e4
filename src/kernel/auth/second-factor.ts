import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { SystemSettings } from '../http/system-settings';
import type { Principal } from './access-tokens';
import { sign } from './digest';
import { SealedBox } from './sealed-box';
import { keyUri, newSecret, readRecoveryCode, recoveryCodes, stepOfCode } from './second-factor-codes';
import { SecondFactorRows } from './second-factor.queries';

/** What somebody is shown who sets the second factor up. */
export interface SecondFactorOffer {
  /** Base32, for those who type it. */
  readonly secret: string;
  readonly uri: string;
  /** The secret, sealed for this principal: the form carries it, and nothing is stored before a code proves it works. */
  readonly sealed: string;
}

export type ProvedBy = 'code' | 'recovery';

/** Who asks for codes in authenticators, when the company has not said its name. */
const PRODUCT = 'Clientele';

/**
 * The second factor (STA-2): time-based codes (RFC 6238) and recovery codes, for whoever signs in. Nothing here counts
 * wrong codes: the door does, see `SecondFactorDoor`.
 */
@Injectable()
export class SecondFactors {
  private readonly box: SealedBox;

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly rows: SecondFactorRows,
    private readonly settings: SystemSettings,
  ) {
    this.box = new SealedBox(config.sessionSecret, 'clientele second factor');
  }

  /** Makes a secret to set up. @param account e-mail address, shown by the authenticator */
  offer(principal: Principal, account: string): SecondFactorOffer {
    const secret = newSecret();
    return this.shown(secret, this.box.close(secret, ownerOf(principal)).toString('base64url'), account);
  }

  /** The offer that a form brings back; null when it was not made for this principal. */
  reopen(principal: Principal, sealed: unknown, account: string): SecondFactorOffer | null {
    if (typeof sealed !== 'string' || !/^[\w-]{40,200}$/.test(sealed)) return null;
    try {
      return this.shown(this.box.open(Buffer.from(sealed, 'base64url'), ownerOf(principal)), sealed, account);
    } catch {
      return null;
    }
  }

  /** Switches it on when `code` shows that the authenticator has the secret; that code is used up. False for a wrong code, or when it is on already. */
  async confirm(tx: EntityManager, principal: Principal, offer: SecondFactorOffer, code: string): Promise<boolean> {
    const now = this.clock.now();
    const step = stepOfCode(offer.secret, code, now);
    if (step === null) return false;
    return this.rows.insert(tx, principal, { secret: this.box.close(offer.secret, ownerOf(principal)), confirmedAt: now, lastStep: step });
  }

  /** Whether it is on, since when, and how many recovery codes are left; null when it is off. */
  state(principal: Principal): Promise<{ since: Date; codesLeft: number } | null> {
    return this.rows.state(principal);
  }

  /**
   * Uses a code up: of an authenticator, or a recovery code. Each opens once, however many try at once: the step is moved on,
   * and the recovery code marked, by a conditional update. Null when it opens nothing.
   */
  async prove(tx: EntityManager, principal: Principal, typed: string): Promise<ProvedBy | null> {
    const now = this.clock.now();
    const stored = await this.rows.find(tx, principal);
    if (!stored) return null;
    const step = stepOfCode(this.box.open(stored, ownerOf(principal)), typed, now);
    if (step !== null) return (await this.rows.moveOn(tx, principal, step)) ? 'code' : null;
    const code = readRecoveryCode(typed);
    return code !== null && (await this.rows.useRecoveryCode(tx, principal, this.digest(principal, code), now)) ? 'recovery' : null;
  }

  /**
   * Ten new recovery codes in place of the old ones, to be shown once.
   * @param form subject and key of the sending they answer: sent twice, it shows the same codes
   */
  async replaceRecoveryCodes(tx: EntityManager, principal: Principal, form: { readonly subject: string; readonly key: string }): Promise<void> {
    const codes = this.recoveryCodesFor(principal, form).map((code) => this.digest(principal, readRecoveryCode(code) ?? ''));
    await this.rows.replaceRecoveryCodes(tx, principal, codes, this.clock.now());
  }

  /** The codes that `replaceRecoveryCodes` stored for this sending. */
  recoveryCodesFor(principal: Principal, { subject, key }: { readonly subject: string; readonly key: string }): string[] {
    return recoveryCodes(sign(this.config.sessionSecret, 'recovery-codes', `${ownerOf(principal)} ${subject} ${key}`));
  }

  /** Switches it off. False when it was off. */
  remove(tx: EntityManager, principal: Principal): Promise<boolean> {
    return this.rows.remove(tx, principal);
  }

  private shown(secret: string, sealed: string, account: string): SecondFactorOffer {
    return { secret, sealed, uri: keyUri(secret, this.settings.current().companyName || PRODUCT, account) };
  }

  /** Under a key that is not in the database: whoever reads the table cannot try codes out. */
  private digest(principal: Principal, code: string): string {
    return sign(this.config.sessionSecret, 'recovery-code-stored', `${ownerOf(principal)} ${code}`);
  }
}

function ownerOf({ kind, id }: Principal): string {
  return `${kind}:${id}`;
}
