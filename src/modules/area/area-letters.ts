import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../kernel/auth/digest';
import { Config } from '../../kernel/config/config';
import { Letters } from '../../kernel/outbox/letters';
import { Outbox } from '../../kernel/outbox/outbox';

interface EmailToConfirm {
  readonly email: string;
  readonly token: string;
  readonly expiresAt: Date;
  readonly hours: number;
}

export interface WaitingChange {
  readonly id: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly contactName: string;
  /** A line for each field: what stands there, and what is to. */
  readonly changes: string;
}

/** The letters of the customers area. */
@Injectable()
export class AreaLetters {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
    private readonly outbox: Outbox,
    letters: Letters,
  ) {
    letters.add(
      {
        kind: 'email-change',
        audience: 'contact',
        toGivenAddress: true,
        fields: { link_life: { type: 'hours', sample: 24 } },
        link: { path: (secret) => `/profile/email/confirm?token=${secret}`, works: (secret, now) => this.isOpen(secret, now) },
      },
      {
        kind: 'data-change-waiting',
        audience: 'staff',
        maySwitchOff: true,
        fields: {
          customer_name: { sample: 'Example Ltd' }, contact_name: { sample: 'Pat Person' }, changes: { sample: 'City: Bergen → Bodø' },
          change_address: { type: 'address', sample: '/admin/change-requests' },
        },
      },
    );
  }

  /** Asks whoever reads the new address whether it is theirs. */
  async confirmEmail(tx: EntityManager, contact: { id: string }, { email, token, expiresAt, hours }: EmailToConfirm): Promise<void> {
    await this.outbox.queue(tx, {
      kind: 'email-change',
      to: { kind: 'contact', id: contact.id },
      givenAddress: email,
      values: { link_life: hours },
      secret: { text: token, expiresAt },
      dedupeKey: `email-change:${sha256(token)}`,
    });
  }

  /** Tells administrators that a change of data waits for them (ARE-7). */
  async tellWaiting(tx: EntityManager, { id, customer, contactName, changes }: WaitingChange): Promise<void> {
    const administrators: { id: string }[] = await tx.query('SELECT id FROM staff WHERE administrator = 1 AND active = 1 ORDER BY id');
    for (const staff of administrators) {
      await this.outbox.queue(tx, {
        kind: 'data-change-waiting',
        to: { kind: 'staff', id: String(staff.id) },
        customerId: customer.id,
        values: { customer_name: customer.name, contact_name: contactName, changes, change_address: `${this.config.appUrl.origin}/admin/change-requests/${id}` },
        dedupeKey: `data-change-waiting:${id}:${staff.id}`,
      });
    }
  }

  private async isOpen(secret: string, now: Date): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query('SELECT 1 FROM email_changes WHERE token_hash = ? AND expires_at > ?', [sha256(secret), now]);
    return rows.length > 0;
  }
}
