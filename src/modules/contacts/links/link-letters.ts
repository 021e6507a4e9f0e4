import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { randomHex, sha256 } from '../../../kernel/auth/digest';
import { Refused } from '../../../kernel/http/errors';
import type { MergeValues } from '../../../kernel/outbox/letter-values';
import { Letters } from '../../../kernel/outbox/letters';
import { Outbox } from '../../../kernel/outbox/outbox';
import { LinkInvitationQueries } from './link-invitations.queries';

const HOUR = 3_600_000;
/** How long a person may think about a question of staff: 14 days. Milliseconds. */
export const LINK_LIFE_MS = 14 * 24 * HOUR;

/** The question a letter asks, and how long its link lives, in milliseconds. */
export interface Question {
  readonly id: string;
  readonly token: string;
  readonly lifeMs: number;
}

/** The letter that asks a person whether it wants to be a contact of one more customer (CON-2). */
@Injectable()
export class LinkLetters {
  constructor(
    private readonly outbox: Outbox,
    letters: Letters,
    private readonly invitations: LinkInvitationQueries,
  ) {
    letters.add({
      kind: 'contact-linked',
      audience: 'contact',
      fields: { customer_name: { sample: 'Example Ltd' }, link_life: { type: 'hours', sample: LINK_LIFE_MS / HOUR } },
      link: {
        path: (secret) => `/links/confirm?token=${secret}`,
        works: async (secret, now) => (await invitations.find(secret, now)) !== null,
        renew: (tx, { to, values }, now) => this.renew(tx, to.id, values, now),
      },
    });
  }

  /** The letter names no customer, in whose correspondence the name of the person would stand. */
  async ask(tx: EntityManager, person: { id: string; language: string | null }, customer: { name: string }, { id, token, lifeMs }: Question, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'contact-linked',
      to: { kind: 'contact', id: person.id },
      language: person.language ?? undefined,
      values: { customer_name: customer.name, link_life: lifeMs / HOUR, question: id },
      secret: { text: token, expiresAt: new Date(now.getTime() + lifeMs) },
      dedupeKey: `contact-linked:${sha256(token).slice(0, 32)}`,
    });
  }

  /** A new link in place of one that was sent, for as long as the question stands (MAIL-2). */
  private async renew(tx: EntityManager, contactId: string, { question, link_life: hours }: MergeValues, now: Date): Promise<void> {
    const id = String(question ?? 0);
    if (!(await this.invitations.standsFor(tx, id, contactId))) throw new Refused({ key: 'mail.reasons.link_replaced' });
    const token = randomHex(32);
    const lifeMs = Number(hours) * HOUR;
    const { person, customer } = await this.invitations.reopen(tx, id, token, new Date(now.getTime() + lifeMs));
    await this.ask(tx, person, customer, { id, token, lifeMs }, now);
  }
}
