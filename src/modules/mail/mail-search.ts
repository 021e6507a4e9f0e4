import { Injectable } from '@nestjs/common';

/** Ids of the customers that words find, a few hundred at most; for administrators, who see all of them. */
export type FindCustomers = (text: string) => Promise<readonly string[]>;

/** Finds mails by whom they went to, and by the customer they are about: the module that owns customers says who that is. */
@Injectable()
export class MailSearch {
  private findCustomers: FindCustomers = () => Promise.resolve([]);

  setCustomers(find: FindCustomers): void {
    this.findCustomers = find;
  }

  /** A condition on `mail_outbox m`. */
  async condition(text: string): Promise<[string, unknown[]]> {
    const start = `${text.replace(/[\\%_]/g, '\\$&')}%`;
    const customers = await this.findCustomers(text);
    const ofCustomers = customers.length > 0 ? ' OR m.customer_id IN (?)' : '';
    return [`(m.recipient_email LIKE ? OR m.recipient_name LIKE ?${ofCustomers})`, [start, start, ...(customers.length > 0 ? [customers] : [])]];
  }
}
