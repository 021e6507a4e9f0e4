import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Ids of the customers that words find, a few hundred at most; for administrators, who see all of them. */
export type FindCustomers = (text: string) => Promise<readonly string[]>;

/** Which mails `m` words find, and how they are read, newest first by `order`. */
export interface FoundMails {
  /** Joined before `mail_outbox m`. */
  readonly hits: { readonly sql: string; readonly params: readonly unknown[] };
  readonly where: { readonly sql: string; readonly params: readonly unknown[] };
  /** Indexes that would mislead. */
  readonly ignored: readonly string[];
  readonly order: 'm.id' | 'hits.id';
}

const NOTHING = { sql: '', params: [] };
export const ALL_MAILS: FoundMails = { hits: NOTHING, where: { sql: 'TRUE', params: [] }, ignored: [], order: 'm.id' };

/** Up to so many hits a way of finding are gathered and sorted; more than that are met soon by reading from the newest. */
const GATHERED = 10_000;
const WAYS_INDEXES = ['mail_outbox_recipient', 'mail_outbox_recipient_name', 'mail_outbox_customer'];

/** Finds mails by whom they went to, and by the customer they are about: the module that owns customers says who that is. */
@Injectable()
export class MailSearch {
  private findCustomers: FindCustomers = () => Promise.resolve([]);

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  setCustomers(find: FindCustomers): void {
    this.findCustomers = find;
  }

  async mails(text: string): Promise<FoundMails> {
    const start = `${text.replace(/[\\%_]/g, '\\$&')}%`;
    const customers = await this.findCustomers(text);
    const ways: [string, unknown][] = [['recipient_email LIKE ?', start], ['recipient_name LIKE ?', start]];
    if (customers.length > 0) ways.push(['customer_id IN (?)', customers]);
    const params = ways.map(([, param]) => param);
    if (await this.areMany(ways)) {
      return { ...ALL_MAILS, where: { sql: `(${ways.map(([sql]) => `m.${sql}`).join(' OR ')})`, params }, ignored: WAYS_INDEXES };
    }
    const hits = ways.map(([sql]) => `SELECT id FROM mail_outbox WHERE ${sql}`).join(' UNION ');
    return { ...ALL_MAILS, hits: { sql: `(${hits}) hits STRAIGHT_JOIN`, params }, where: { sql: 'm.id = hits.id', params: [] }, order: 'hits.id' };
  }

  private async areMany(ways: readonly [string, unknown][]): Promise<boolean> {
    const counts = ways.map(([sql], at) => `(SELECT COUNT(*) FROM (SELECT 1 FROM mail_outbox WHERE ${sql} LIMIT ${GATHERED + 1}) way${at})`);
    const [row]: { most: string }[] = await this.dataSource.query(`SELECT GREATEST(${counts.join(', ')}) AS most`, ways.map(([, param]) => param));
    return Number(row.most) > GATHERED;
  }
}
