import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import type { Message } from '../../kernel/i18n/message';

export interface HandoverPerson {
  readonly id: string;
  readonly name: string;
}

export interface HandoverMove {
  readonly actor: StaffActor;
  readonly from: HandoverPerson;
  readonly to: HandoverPerson;
  readonly now: Date;
}

/** One kind of thing that people hold and that another can take over. */
export interface HandoverPart {
  readonly key: string;
  /** Place in the preview; lower stands first. */
  readonly order: number;
  /** What is held, in words: "12 customers as customer admin". */
  words(count: number): Message;
  /** Where one can look at what a person holds; a local address. */
  href(staffId: string): string;
  count(manager: EntityManager, staffId: string): Promise<number>;
  /** Gives all of it to `to` and writes it into the activity. What `to` holds already stays as it is. */
  move(tx: EntityManager, handover: HandoverMove): Promise<void>;
}

/** Everything a member of staff can hold (STA-3): each module adds its own parts when it starts. */
@Injectable()
export class Handover {
  private parts: readonly HandoverPart[] = [];

  add(...parts: HandoverPart[]): void {
    this.parts = [...this.parts, ...parts].sort((a, b) => a.order - b.order);
  }

  all(): readonly HandoverPart[] {
    return this.parts;
  }
}
