import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../../kernel/config/config';
import { Letters } from '../../kernel/outbox/letters';
import { Outbox } from '../../kernel/outbox/outbox';
import { activeAdministrators } from '../staff/administrators.queries';

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
    private readonly config: Config,
    private readonly outbox: Outbox,
    letters: Letters,
  ) {
    letters.add(
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

  /** Tells administrators that a change of data waits for them (ARE-7). */
  async tellWaiting(tx: EntityManager, { id, customer, contactName, changes }: WaitingChange): Promise<void> {
    for (const staffId of await activeAdministrators(tx)) {
      await this.outbox.queue(tx, {
        kind: 'data-change-waiting',
        to: { kind: 'staff', id: staffId },
        customerId: customer.id,
        values: { customer_name: customer.name, contact_name: contactName, changes, change_address: `${this.config.appUrl.origin}/admin/change-requests/${id}` },
        dedupeKey: `data-change-waiting:${id}:${staffId}`,
      });
    }
  }
}
