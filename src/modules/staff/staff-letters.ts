import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessTokens } from '../../kernel/auth/access-tokens';
import { Config } from '../../kernel/config/config';
import { Refused } from '../../kernel/http/errors';
import { Letters, type LetterKind } from '../../kernel/outbox/letters';
import { Outbox } from '../../kernel/outbox/outbox';
import { Recipients } from '../../kernel/outbox/recipients';
import { Staff } from './staff.entity';

export type LinkPurpose = 'staff-invitation' | 'staff-reset';

type ChangedLetter = 'staff-password-changed' | 'staff-second-factor-changed';

const HOUR = 3_600_000;
/** An invitation lives as CON-5 says of contacts', a reset an hour. Milliseconds. */
const LIFE: Readonly<Record<LinkPurpose, number>> = { 'staff-invitation': 48 * HOUR, 'staff-reset': HOUR };

/** The letters that staff get about their own access. */
@Injectable()
export class StaffLetters {
  constructor(
    private readonly config: Config,
    private readonly outbox: Outbox,
    private readonly tokens: AccessTokens,
    letters: Letters,
    recipients: Recipients,
  ) {
    letters.add(this.linkKind('staff-invitation'), this.linkKind('staff-reset'), changedKind('staff-password-changed'), changedKind('staff-second-factor-changed'));
    recipients.add('staff', async (reader, { id }) => {
      const rows: { name: string; email: string; language: string | null; active: number }[] = await reader.query('SELECT name, email_key AS email, language, active FROM staff WHERE id = ?', [id]);
      if (rows.length === 0) return null;
      const [{ name, email, language, active }] = rows;
      return { name, email, language, refusal: Number(active) === 1 ? null : 'recipient_inactive' };
    });
  }

  /** Queues a letter with a link that sets a password; links from before are dead. */
  async sendLink(tx: EntityManager, purpose: LinkPurpose, staff: Pick<Staff, 'id'>, now: Date): Promise<void> {
    const { token, id, expiresAt } = await this.tokens.issue(tx, { kind: 'staff', id: staff.id }, purpose, now, LIFE[purpose]);
    await this.outbox.queue(tx, {
      kind: purpose,
      to: { kind: 'staff', id: staff.id },
      values: { link_life: LIFE[purpose] / HOUR },
      secret: { text: token, expiresAt },
      dedupeKey: `${purpose}:${id}`,
    });
  }

  /** Tells the person that their password is another one now (ASVS 6.3.7). */
  async tellPasswordChanged(tx: EntityManager, staff: Pick<Staff, 'id'>, now: Date): Promise<void> {
    await this.tellChanged(tx, 'staff-password-changed', staff, now);
  }

  /** Tells the person that the second factor was switched on or off, or has new recovery codes (ASVS 6.3.7). */
  async tellSecondFactorChanged(tx: EntityManager, staff: Pick<Staff, 'id'>, now: Date): Promise<void> {
    await this.tellChanged(tx, 'staff-second-factor-changed', staff, now);
  }

  private async tellChanged(tx: EntityManager, kind: ChangedLetter, staff: Pick<Staff, 'id'>, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind,
      to: { kind: 'staff', id: staff.id },
      values: { changed_at: now.toISOString(), forgotten_address: `${this.config.appUrl.origin}/admin/password/forgotten` },
      dedupeKey: `${kind}:${staff.id}:${now.toISOString()}`,
    });
  }

  private linkKind(kind: LinkPurpose): LetterKind {
    return {
      kind,
      audience: 'staff',
      fields: { link_life: { type: 'hours', sample: LIFE[kind] / HOUR } },
      link: {
        path: (secret) => `/admin/password/set?token=${secret}`,
        works: async (secret, now) => (await this.tokens.find(secret, 'staff', now)) !== null,
        renew: async (tx, { to }, now) => {
          const staff = await tx.findOneBy(Staff, { id: to.id, active: true });
          if (!staff) throw new Refused({ key: 'mail.reasons.recipient_inactive' });
          await this.sendLink(tx, kind, staff, now);
        },
      },
    };
  }
}

/** What tells of a change of the sign-in that the reader may not have made. */
function changedKind(kind: ChangedLetter): LetterKind {
  return {
    kind,
    audience: 'staff',
    fields: { changed_at: { type: 'instant', sample: '2026-03-04T09:30:00Z' }, forgotten_address: { type: 'address', sample: '/admin/password/forgotten' } },
  };
}
