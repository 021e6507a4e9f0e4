import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../../../kernel/config/config';
import { Letters } from '../../../kernel/outbox/letters';
import { Outbox } from '../../../kernel/outbox/outbox';
import type { ActivityEntry } from '../../activity/activity';

type Maker = ActivityEntry['actor'];

// Who wants to hear of it and may see it (CUS-24); the maker knows already.
const LISTENERS = `
  SELECT s.id FROM staff s
  WHERE s.active = 1 AND s.new_customer_mail = 1 AND s.id <> ?
    AND (s.administrator = 1 OR EXISTS (SELECT 1 FROM role_permissions r WHERE r.role_id = s.role_id AND r.permission = 'customers.view')`;

/** Tells staff who want it of new customers: made by staff, by an import or by a registration (CUS-23a). */
@Injectable()
export class NewCustomerNews {
  constructor(
    private readonly config: Config,
    private readonly outbox: Outbox,
    letters: Letters,
  ) {
    letters.add(
      {
        kind: 'new-customer', audience: 'staff', about: 'customer', maySwitchOff: true,
        fields: {
          customer_name: { sample: 'Sample Ltd' }, customer_number: { sample: 'C-01047' }, made_by: { sample: 'Sam Sample' },
          customer_address: { type: 'address', sample: '/admin/customers/1' },
        },
      },
      {
        kind: 'new-customers-imported', audience: 'staff', maySwitchOff: true,
        fields: {
          customers_count: { sample: 120 }, file_name: { sample: 'customers.csv' }, made_by: { sample: 'Sam Sample' },
          import_address: { type: 'address', sample: '/admin/customers' },
        },
      },
    );
  }

  /** One new customer, in the transaction that makes it (of a registration: that lets it in). */
  async tell(tx: EntityManager, maker: Maker, customerId: string): Promise<void> {
    const listeners: { id: string }[] = await tx.query(`${LISTENERS} OR EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = s.id AND a.customer_id = ?))`, [staffId(maker), customerId]);
    if (listeners.length === 0) return;
    const [{ name, number }]: { name: string; number: string }[] = await tx.query('SELECT display_name AS name, number FROM customers WHERE id = ?', [customerId]);
    const values = { customer_name: name, customer_number: number, made_by: maker.name, customer_address: `${this.config.appUrl.origin}/admin/customers/${customerId}` };
    for (const { id } of listeners) {
      await this.outbox.queue(tx, { kind: 'new-customer', to: { kind: 'staff', id }, customerId, values, dedupeKey: `new-customer:${customerId}:${id}` });
    }
  }

  /** One letter for all customers of an import, however many; to those who see every customer. */
  async tellImported(tx: EntityManager, maker: Maker, { id, fileName, count }: { id: string; fileName: string; count: number }): Promise<void> {
    if (count === 0) return;
    const listeners: { id: string }[] = await tx.query(`${LISTENERS})`, [staffId(maker)]);
    const values = { customers_count: count, file_name: fileName, made_by: maker.name, import_address: `${this.config.appUrl.origin}/admin/customers` };
    for (const listener of listeners) {
      await this.outbox.queue(tx, { kind: 'new-customers-imported', to: { kind: 'staff', id: listener.id }, values, dedupeKey: `new-customers-imported:${id}:${listener.id}` });
    }
  }
}

function staffId(maker: Maker): string {
  return maker.kind === 'staff' && maker.id !== null ? maker.id : '0';
}
