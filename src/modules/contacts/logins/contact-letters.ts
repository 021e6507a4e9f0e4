import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessTokens } from '../../../kernel/auth/access-tokens';
import { Config } from '../../../kernel/config/config';
import { Refused } from '../../../kernel/http/errors';
import { Letters, type LetterKind } from '../../../kernel/outbox/letters';
import { Outbox } from '../../../kernel/outbox/outbox';
import { LoginQueries, type LoginOwner } from './login.queries';

/** An invitation lives 48 hours (CON-7), a link for a forgotten password one (CON-8). */
export type LinkPurpose = 'set-password' | 'reset';

const HOUR = 3_600_000;
const LIFE: Readonly<Record<LinkPurpose, number>> = { 'set-password': 48 * HOUR, reset: HOUR };
const CHANGED_AT = { type: 'instant', sample: '2026-03-04T09:30:00Z' } as const;
const FORGOTTEN = { type: 'address', sample: '/password/forgotten' } as const;

/** Whose letter it is, and the language the person has chosen. */
export type LetterOwner = Pick<LoginOwner, 'id' | 'language'>;

/** The letters that contacts get about their own login. */
@Injectable()
export class ContactLetters {
  constructor(
    private readonly config: Config,
    private readonly logins: LoginQueries,
    private readonly outbox: Outbox,
    private readonly tokens: AccessTokens,
    letters: Letters,
  ) {
    letters.add(
      { kind: 'welcome', audience: 'contact', maySwitchOff: true, fields: { customer_name: { sample: 'Example Ltd' }, area_address: { type: 'address', sample: '/' } } },
      this.linkKind('set-password', { customer_name: { sample: 'Example Ltd' } }),
      this.linkKind('reset'),
      { kind: 'password-changed', audience: 'contact', fields: { changed_at: CHANGED_AT, forgotten_address: FORGOTTEN } },
      { kind: 'second-factor-changed', audience: 'contact', fields: { changed_at: CHANGED_AT, forgotten_address: FORGOTTEN } },
      { kind: 'email-changed', audience: 'contact', toGivenAddress: true, fields: { new_email: { sample: 'new@example.com' }, changed_at: CHANGED_AT } },
    );
  }

  /** Queues a link that sets a password; links from before are dead. @param customer who invites, for the words of an invitation */
  async sendLink(tx: EntityManager, purpose: LinkPurpose, contact: LetterOwner, customer: { id: string; name: string }, now: Date): Promise<void> {
    const { token, id, expiresAt } = await this.tokens.issue(tx, { kind: 'contact', id: contact.id }, purpose, now, LIFE[purpose]);
    const life = { link_life: LIFE[purpose] / HOUR };
    await this.outbox.queue(tx, {
      kind: purpose,
      to: { kind: 'contact', id: contact.id },
      customerId: purpose === 'set-password' ? customer.id : null,
      language: contact.language ?? undefined,
      values: purpose === 'set-password' ? { customer_name: customer.name, ...life } : life,
      secret: { text: token, expiresAt },
      dedupeKey: `${purpose}:${id}`,
    });
  }

  /** Greets a new contact (CON-9). */
  async welcome(tx: EntityManager, contact: LetterOwner, customer: { id: string; name: string }): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'welcome',
      to: { kind: 'contact', id: contact.id },
      customerId: customer.id,
      language: contact.language ?? undefined,
      values: { customer_name: customer.name, area_address: `${this.config.appUrl.origin}/` },
      dedupeKey: `welcome:${contact.id}:${customer.id}`,
    });
  }

  /** Tells the person that their password is another one now (CON-10). */
  async tellPasswordChanged(tx: EntityManager, contact: LetterOwner, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'password-changed',
      to: { kind: 'contact', id: contact.id },
      values: { changed_at: now.toISOString(), forgotten_address: `${this.config.appUrl.origin}/password/forgotten` },
      dedupeKey: `password-changed:${contact.id}:${now.toISOString()}`,
    });
  }

  /** Tells the person that their second factor is another one now (ASVS 6.3.7). */
  async tellSecondFactorChanged(tx: EntityManager, { id }: Pick<LetterOwner, 'id'>, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'second-factor-changed',
      to: { kind: 'contact', id },
      values: { changed_at: now.toISOString(), forgotten_address: `${this.config.appUrl.origin}/password/forgotten` },
      dedupeKey: `second-factor-changed:${id}:${now.toISOString()}`,
    });
  }

  /** Tells the old address that mails go elsewhere now (CON-10a). */
  async tellEmailChanged(tx: EntityManager, contact: LetterOwner, givenAddress: string, newEmail: string | null, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'email-changed',
      to: { kind: 'contact', id: contact.id },
      givenAddress,
      values: { new_email: newEmail ?? '–', changed_at: now.toISOString() },
      dedupeKey: `email-changed:${contact.id}:${now.toISOString()}`,
    });
  }

  private linkKind(kind: LinkPurpose, fields: LetterKind['fields'] = {}): LetterKind {
    return {
      kind,
      audience: 'contact',
      fields: { ...fields, link_life: { type: 'hours', sample: LIFE[kind] / HOUR } },
      link: {
        path: (secret) => `/password/set?token=${secret}`,
        works: async (secret, now) => (await this.tokens.find(secret, 'contact', now)) !== null,
        renew: async (tx, { to, customerId }, now) => {
          const owner = await this.logins.byId(tx, to.id, customerId);
          if (!owner) throw new Refused({ key: 'mail.reasons.recipient_inactive' });
          await this.sendLink(tx, kind, owner, owner.customer, now);
        },
      },
    };
  }
}
