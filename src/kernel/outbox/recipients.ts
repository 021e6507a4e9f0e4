import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type RecipientKind = 'staff' | 'contact';

export interface RecipientKey {
  readonly kind: RecipientKind;
  readonly id: string;
}

/** Who a letter goes to, as true at this moment. */
export interface Recipient {
  readonly name: string;
  /** In the form that is compared and kept unique (`emailKey`). */
  readonly email: string;
  /** null: the system's. */
  readonly language: string | null;
  /** Why nothing may be sent now, a key below `mail.reasons`; null when it may. */
  readonly refusal: 'recipient_inactive' | 'customer_inactive' | null;
}

/** @param customerId the customer a letter is about; null for letters about nobody. */
export type FindRecipient = (manager: EntityManager, id: string, customerId: string | null) => Promise<Recipient | null>;

/** Whom letters can be written to: the module that owns a kind of person says who that is and whether it may be sent. */
@Injectable()
export class Recipients {
  private readonly kinds = new Map<RecipientKind, FindRecipient>();

  add(kind: RecipientKind, find: FindRecipient): void {
    this.kinds.set(kind, find);
  }

  /** The recipient as stored now; null when there is none (any more). */
  async find(manager: EntityManager, to: RecipientKey, customerId: string | null): Promise<Recipient | null> {
    const find = this.kinds.get(to.kind);
    if (!find) throw new Error(`nobody knows recipients of the kind ${to.kind}`);
    return find(manager, to.id, customerId);
  }
}
