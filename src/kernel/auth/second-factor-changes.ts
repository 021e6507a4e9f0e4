import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock';
import { FieldRefused } from '../forms/field-refused';
import { oncePerPost, type Post } from '../http/post';
import type { Message } from '../i18n/message';
import type { Principal } from './access-tokens';
import { OpenSessions } from './open-sessions.queries';
import { SecondFactors, type SecondFactorOffer } from './second-factor';
import { SecondFactorDoor } from './second-factor-door';

/** Whoever changes its own second factor, in the session that stays. */
export type Changer = Principal & { readonly sessionId: string };
export type SecondFactorChange = 'secondFactorOn' | 'secondFactorOff' | 'recoveryCodesRenewed';

/** What differs between staff and contacts. */
export interface SecondFactorSide<P extends Changer> {
  /** The page to go back to. */
  readonly page: string;
  /** Why a code is refused. @param waitSeconds 0: it was wrong */
  refusal(waitSeconds: number): Message;
  /** Tells by mail and writes into the activity what has changed (ASVS 6.3.7). */
  tell(tx: EntityManager, who: P, change: SecondFactorChange, at: Date): Promise<void>;
}

/** Switches one's own second factor on and off, the same for everybody who signs in. The password was asked before (STA-2). */
@Injectable()
export class SecondFactorChanges {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly door: SecondFactorDoor,
    private readonly factors: SecondFactors,
    private readonly sessions: OpenSessions,
  ) {}

  /** Every other session ends: it began without a code. @throws FieldRefused at `code` */
  switchOn<P extends Changer>(side: SecondFactorSide<P>, who: P, post: Post, offer: SecondFactorOffer, code: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.factors.confirm(tx, who, offer, code))) throw new FieldRefused('code', side.refusal(0));
      await this.factors.replaceRecoveryCodes(tx, who, post);
      await this.sessions.endAll(tx, who, who.sessionId);
      await side.tell(tx, who, 'secondFactorOn', this.clock.now());
      return side.page;
    });
  }

  /** @throws FieldRefused at `code` */
  switchOff<P extends Changer>(side: SecondFactorSide<P>, who: P, post: Post, code: string): Promise<string> {
    return this.proved(side, who, post, code, 'secondFactorOff', async (tx) => void (await this.factors.remove(tx, who)));
  }

  /** Ten new recovery codes, for the old ones. @throws FieldRefused at `code` */
  renewCodes<P extends Changer>(side: SecondFactorSide<P>, who: P, post: Post, code: string): Promise<string> {
    return this.proved(side, who, post, code, 'recoveryCodesRenewed', (tx) => this.factors.replaceRecoveryCodes(tx, who, post));
  }

  private async proved<P extends Changer>(side: SecondFactorSide<P>, who: P, post: Post, code: string, change: SecondFactorChange, work: (tx: EntityManager) => Promise<void>): Promise<string> {
    const attempt = () =>
      oncePerPost(this.dataSource, post, async (tx) => {
        if (!(await this.factors.prove(tx, who, code))) throw new FieldRefused('code', side.refusal(0));
        await work(tx);
        await side.tell(tx, who, change, this.clock.now());
        return side.page;
      }).catch((error: unknown) => {
        if (error instanceof FieldRefused) return null;
        throw error;
      });
    const result = await this.door.pass(who, true, attempt);
    if (!result.ok) throw new FieldRefused('code', side.refusal(result.waitSeconds));
    return result.value;
  }
}
