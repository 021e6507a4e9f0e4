import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { MailSwitch } from '../../kernel/access/contact-permissions';
import type { MailState } from '../../kernel/outbox/outbox.queries';

/** A mail that was written about the customer. */
export interface WrittenMail {
  readonly id: string;
  readonly kind: string;
  readonly state: MailState;
  /** Key below `mail.reasons`, or what a mail server said. */
  readonly reason: string | null;
  readonly recipientKind: string;
  readonly recipientId: string;
  readonly recipientName: string;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

export interface SwitchChange {
  readonly at: Date;
  readonly by: string;
  readonly on: boolean;
}

interface Raw {
  id: string;
  kind: string;
  state: MailState;
  reason: string | null;
  recipient_kind: string;
  recipient_id: string;
  recipient_name: string;
  created_at: Date;
  sent_at: Date | null;
}

const COLUMNS = 'id, kind, state, reason, recipient_kind, recipient_id, recipient_name, created_at, sent_at';
const SHOWN = 30;

/** What answers "why did this person (not) get that mail" (PER-6). */
@Injectable()
export class MailHistory {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The latest mails about the customer, newest first. */
  async latest(customerId: string): Promise<WrittenMail[]> {
    const rows: Raw[] = await this.dataSource.query(`SELECT ${COLUMNS} FROM mail_outbox WHERE customer_id = ? ORDER BY id DESC LIMIT ${SHOWN}`, [customerId]);
    return rows.map(written);
  }


  /** Who last changed the contact's switch at this customer, and when; null when nobody ever did. */
  async lastChange(customerId: string, contactId: string, name: MailSwitch): Promise<SwitchChange | null> {
    const rows: { at: Date; actor_name: string; now_on: string }[] = await this.dataSource.query(
      `SELECT at, actor_name, JSON_UNQUOTE(JSON_EXTRACT(changes, ?)) AS now_on FROM activities
       WHERE subject_kind = 'contact' AND subject_id = ? AND customer_id = ? AND JSON_EXTRACT(changes, ?) IS NOT NULL ORDER BY id DESC LIMIT 1`,
      [`$.mail_${name}[1]`, contactId, customerId, `$.mail_${name}`],
    );
    return rows.length === 0 ? null : { at: rows[0].at, by: rows[0].actor_name, on: rows[0].now_on === 'true' };
  }
}

function written(row: Raw): WrittenMail {
  return {
    id: String(row.id), kind: row.kind, state: row.state, reason: row.reason, recipientKind: row.recipient_kind, recipientId: String(row.recipient_id),
    recipientName: row.recipient_name, createdAt: row.created_at, sentAt: row.sent_at,
  };
}
