import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { visibleCustomers } from '../customers/customer.policy';

export interface NewestCustomer {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly company: boolean;
  readonly createdAt: Date;
}

interface CustomerRow {
  readonly id: string;
  readonly number: string;
  readonly display_name: string;
  readonly type: string;
  readonly created_at: Date;
}

const SHOWN = 8;
const COLUMNS = 'c.id, c.number, c.display_name, c.type, c.created_at';

/** What the first page after the sign-in shows. */
@Injectable()
export class HomeQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The customers added last, of those that `actor` may see. */
  async newest(actor: StaffActor): Promise<NewestCustomer[]> {
    const visible = visibleCustomers(actor);
    const rows: CustomerRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM customers c WHERE ${visible.sql} ORDER BY c.id DESC LIMIT ${SHOWN}`,
      [...visible.params],
    );
    return rows.map(shown);
  }

  /** The customers `actor` is customer admin of, newest first. */
  async mine(actor: StaffActor): Promise<NewestCustomer[]> {
    const rows: CustomerRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM customer_admins a JOIN customers c ON c.id = a.customer_id
       WHERE a.staff_id = ? AND c.deleted_at IS NULL ORDER BY a.customer_id DESC LIMIT ${SHOWN}`,
      [actor.id],
    );
    return rows.map(shown);
  }

  /** Letters that could not be delivered, counted up to 100. */
  async failedMails(): Promise<number> {
    const rows: { n: string }[] = await this.dataSource.query("SELECT COUNT(*) AS n FROM (SELECT 1 FROM mail_outbox WHERE state = 'failed' LIMIT 100) few");
    return Number(rows[0].n);
  }
}

function shown(row: CustomerRow): NewestCustomer {
  return { id: String(row.id), number: row.number, name: row.display_name, company: row.type === 'company', createdAt: row.created_at };
}
