import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MailState } from '../../kernel/outbox/outbox.queries';

// What a worker holds is not taken from it: a claimed mail may be on its way already.
const END = `
  UPDATE mail_outbox SET state = 'dropped', reason = ?, secret = NULL
  WHERE id = ? AND state = ? AND lease_token IS NULL`;

/** Changes of state that people make. */
@Injectable()
export class MailStates {
  /** Ends a mail unsent. False when it is no longer in the state `from`, or is being sent. */
  async end(tx: EntityManager, id: string, from: MailState, reason: 'discarded' | 'resent'): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(END, [reason, id, from]);
    return result.affectedRows === 1;
  }
}
