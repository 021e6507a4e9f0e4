import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type RecipientKind = 'staff' | 'contact';

export interface RecipientKey {
  readonly kind: RecipientKind;
  readonly id: string;
}

/** Why nothing may be sent to somebody now, a key below `mail.reasons`. */
export type RecipientRefusal = 'recipient_gone' | 'recipient_inactive' | 'customer_inactive' | 'customer_gone' | 'no_address' | 'switched_off';

/** Who a letter goes to, as true at this moment. */
export interface Recipient {
  readonly name: string;
  /** In the form that is compared and kept unique (`emailKey`); empty when there is none, with the refusal `no_address`. */
  readonly email: string;
  /** null: the system's. */
  readonly language: string | null;
  /** null when it may be sent. */
  readonly refusal: RecipientRefusal | null;
}

export interface WantedRecipient {
  readonly id: string;
  /** The customer a letter is about; null for letters about nobody. */
  readonly customerId: string | null;
  /** The mail switch that chose this recipient: turned off meanwhile, the refusal is `switched_off`. null: chosen by hand, or by nobody. */
  readonly switchKey: string | null;
}

/** What reads: a transaction, or the database by itself. */
export type Reader = Pick<EntityManager, 'query'>;

export type FindRecipient = (reader: Reader, wanted: WantedRecipient) => Promise<Recipient | null>;

/** Whom letters can be written to: the module that owns a kind of person says who that is and whether it may be sent. */
@Injectable()
export class Recipients {
  private readonly kinds = new Map<RecipientKind, FindRecipient>();

  add(kind: RecipientKind, find: FindRecipient): void {
    this.kinds.set(kind, find);
  }

  /** The recipient as stored now; null when there is none (any more). */
  async find(reader: Reader, to: RecipientKey, about: Omit<WantedRecipient, 'id'>): Promise<Recipient | null> {
    const find = this.kinds.get(to.kind);
    if (!find) throw new Error(`nobody knows recipients of the kind ${to.kind}`);
    return find(reader, { id: to.id, ...about });
  }
}
