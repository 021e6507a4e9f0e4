import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sha256 } from '../../../kernel/auth/digest';
import { Letters } from '../../../kernel/outbox/letters';
import { Outbox } from '../../../kernel/outbox/outbox';
import { LinkInvitationQueries } from './link-invitations.queries';

const HOUR = 3_600_000;
/** How long a person may think about it: 14 days. Milliseconds. */
export const LINK_LIFE_MS = 14 * 24 * HOUR;

/** The letter that asks a person whether it wants to be a contact of one more customer (CON-2). */
@Injectable()
export class LinkLetters {
  constructor(
    private readonly outbox: Outbox,
    letters: Letters,
    invitations: LinkInvitationQueries,
  ) {
    letters.add({
      kind: 'contact-linked',
      audience: 'contact',
      fields: { customer_name: { sample: 'Example Ltd' }, link_life: { type: 'hours', sample: LINK_LIFE_MS / HOUR } },
      link: {
        path: (secret) => `/links/confirm?token=${secret}`,
        works: async (secret, now) => (await invitations.find(secret, now)) !== null,
      },
    });
  }

  async ask(tx: EntityManager, person: { id: string; language: string | null }, customer: { name: string }, secret: { text: string; expiresAt: Date }): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'contact-linked',
      to: { kind: 'contact', id: person.id },
      language: person.language ?? undefined,
      values: { customer_name: customer.name, link_life: LINK_LIFE_MS / HOUR },
      secret,
      dedupeKey: `contact-linked:${sha256(secret.text).slice(0, 32)}`,
    });
  }
}
