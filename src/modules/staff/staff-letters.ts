import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessTokens } from '../../kernel/auth/access-tokens';
import { Config } from '../../kernel/config/config';
import { Letters } from '../../kernel/outbox/letters';
import { Outbox } from '../../kernel/outbox/outbox';
import { Recipients } from '../../kernel/outbox/recipients';
import { Staff } from './staff.entity';

export type LinkPurpose = 'staff-invitation' | 'staff-reset';

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
    const link = {
      path: (secret: string) => `/admin/password/set?token=${secret}`,
      works: async (secret: string, now: Date) => (await tokens.find(secret, 'staff', now)) !== null,
    };
    letters.add({ kind: 'staff-invitation', link }, { kind: 'staff-reset', link }, { kind: 'staff-password-changed' });
    recipients.add('staff', async (manager, id) => {
      const staff = await manager.findOneBy(Staff, { id });
      if (!staff) return null;
      return { name: staff.name, email: staff.emailKey, language: staff.language, refusal: staff.active ? null : 'recipient_inactive' };
    });
  }

  /** Queues a letter with a link that sets a password; links from before are dead. */
  async sendLink(tx: EntityManager, purpose: LinkPurpose, staff: Pick<Staff, 'id' | 'name'>, now: Date): Promise<void> {
    const { token, id, expiresAt } = await this.tokens.issue(tx, { kind: 'staff', id: staff.id }, purpose, now, LIFE[purpose]);
    await this.outbox.queue(tx, {
      kind: purpose,
      to: { kind: 'staff', id: staff.id },
      values: { name: staff.name, hours: LIFE[purpose] / HOUR },
      secret: { text: token, expiresAt },
      dedupeKey: `${purpose}:${id}`,
    });
  }

  /** Tells the person that their password is another one now (ASVS 6.3.7). */
  async tellPasswordChanged(tx: EntityManager, staff: Pick<Staff, 'id' | 'name'>, now: Date): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'staff-password-changed',
      to: { kind: 'staff', id: staff.id },
      values: { name: staff.name, at: now.toISOString(), forgotten: `${this.config.appUrl.origin}/admin/password/forgotten` },
      dedupeKey: `staff-password-changed:${staff.id}:${now.toISOString()}`,
    });
  }
}
