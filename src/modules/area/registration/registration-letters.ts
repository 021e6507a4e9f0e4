import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessTokens } from '../../../kernel/auth/access-tokens';
import { Config } from '../../../kernel/config/config';
import { Refused } from '../../../kernel/http/errors';
import { Letters } from '../../../kernel/outbox/letters';
import { Outbox } from '../../../kernel/outbox/outbox';
import { activeAdministrators } from '../../staff/administrators.queries';
import { RegistrationRows, type Registrant } from './registrations.queries';

/** The purpose of the token that verifies a registered address. */
export const VERIFICATION = 'registration';

const HOUR = 3_600_000;
const LIFE_MS = 48 * HOUR;
const NAME = { sample: 'Example Ltd' };

/** The letters of a registration (ARE-5). */
@Injectable()
export class RegistrationLetters {
  constructor(
    private readonly config: Config,
    private readonly outbox: Outbox,
    private readonly rows: RegistrationRows,
    private readonly tokens: AccessTokens,
    letters: Letters,
  ) {
    letters.add(
      {
        kind: 'registration-verification', audience: 'contact', toInactive: true, fields: { link_life: { type: 'hours', sample: LIFE_MS / HOUR } },
        link: {
          path: (secret) => `/register/verification?token=${secret}`,
          works: async (secret, now) => (await this.tokens.find(secret, 'contact', now)) !== null,
          renew: async (tx, { to }, now) => {
            const registrant = await this.rows.registrant(tx, to.id);
            if (!registrant) throw new Refused({ key: 'mail.reasons.recipient_gone' });
            await this.sendLink(tx, registrant, now);
          },
        },
      },
      { kind: 'registration-known', audience: 'contact', fields: { forgotten_address: { type: 'address', sample: '/password/forgotten' } } },
      {
        kind: 'registration-to-confirm', audience: 'staff', maySwitchOff: true,
        fields: {
          customer_name: NAME, contact_name: { sample: 'Sam Sample' }, contact_email: { sample: 'sam@example.com' },
          customer_address: { type: 'address', sample: '/admin/registrations' },
        },
      },
      { kind: 'registration-confirmed', audience: 'contact', maySwitchOff: true, fields: { customer_name: NAME, area_address: { type: 'address', sample: '/' } } },
    );
  }

  /** Asks whoever registered to verify the address; a link from before is dead. */
  async sendLink(tx: EntityManager, { id, customerId }: { id: string; customerId: string }, now: Date): Promise<void> {
    const { token, id: tokenId, expiresAt } = await this.tokens.issue(tx, { kind: 'contact', id }, VERIFICATION, now, LIFE_MS);
    await this.outbox.queue(tx, {
      kind: 'registration-verification', to: { kind: 'contact', id }, customerId, values: { link_life: LIFE_MS / HOUR },
      secret: { text: token, expiresAt }, dedupeKey: `registration-verification:${tokenId}`,
    });
  }

  /** Tells whoever has the address already; the page tells nobody. */
  async tellKnown(tx: EntityManager, contactId: string, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'registration-known', to: { kind: 'contact', id: contactId },
      values: { forgotten_address: this.address('/password/forgotten') }, dedupeKey: `registration-known:${contactId}:${now.toISOString()}`,
    });
  }

  async askToConfirm(tx: EntityManager, registrant: Registrant): Promise<void> {
    const { customerId, customerName, name, email } = registrant;
    const values = { customer_name: customerName, contact_name: name, contact_email: email, customer_address: this.address('/admin/registrations') };
    for (const id of await activeAdministrators(tx)) {
      await this.outbox.queue(tx, { kind: 'registration-to-confirm', to: { kind: 'staff', id }, customerId, values, dedupeKey: `registration-to-confirm:${customerId}:${id}` });
    }
  }

  async tellConfirmed(tx: EntityManager, contactId: string, customer: { id: string; name: string }): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'registration-confirmed', to: { kind: 'contact', id: contactId }, customerId: customer.id,
      values: { customer_name: customer.name, area_address: this.address('/') }, dedupeKey: `registration-confirmed:${customer.id}`,
    });
  }

  private address(path: string): string {
    return `${this.config.appUrl.origin}${path}`;
  }
}
