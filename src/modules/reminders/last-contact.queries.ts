import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** One kind of thing that counts as contact with a customer: the newest of it, by customer; customers without are left out. */
export type ContactSource = (manager: EntityManager, customerIds: readonly string[]) => Promise<ReadonlyMap<string, Date>>;

const NOTES = 'SELECT customer_id AS id, MAX(created_at) AS at FROM notes WHERE customer_id IN (?) AND deleted_at IS NULL GROUP BY customer_id';
const MAILS = "SELECT customer_id AS id, MAX(sent_at) AS at FROM mail_outbox WHERE customer_id IN (?) AND recipient_kind = 'contact' AND state = 'sent' GROUP BY customer_id";

function newest(sql: string): ContactSource {
  return async (manager, customerIds) => {
    const rows: { id: string; at: Date }[] = await manager.query(sql, [customerIds]);
    return new Map(rows.map(({ id, at }) => [String(id), at]));
  };
}

/**
 * When a customer was last in contact with us, for reminders of the kind `not_contacted`: notes about it, mails sent to its
 * contacts, and what further modules add when they start.
 */
@Injectable()
export class LastContact {
  private readonly sources: ContactSource[] = [newest(NOTES), newest(MAILS)];

  add(source: ContactSource): void {
    this.sources.push(source);
  }

  /** By customer; one that nobody was ever in contact with is left out. */
  async of(manager: EntityManager, customerIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const found = new Map<string, Date>();
    if (customerIds.length === 0) return found;
    for (const source of this.sources) {
      for (const [id, at] of await source(manager, customerIds)) if (at > (found.get(id) ?? new Date(0))) found.set(id, at);
    }
    return found;
  }
}
