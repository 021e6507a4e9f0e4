import { Injectable } from '@nestjs/common';
import { readMailSwitches } from '../../kernel/access/contact-permissions';
import { Recipients, type Reader, type Recipient, type RecipientRefusal, type WantedRecipient } from '../../kernel/outbox/recipients';

interface Row {
  first_name: string | null;
  last_name: string | null;
  email_key: string | null;
  language: string | null;
  active: number;
  unverified: number;
  /** null: no live link to the customer the letter is about, or to any. */
  customer_active: number | null;
  unconfirmed: number | null;
  customer_language: string | null;
  mail_switches: string | null;
}

// About a customer: the link to it counts. About the person alone: one live link to an active customer is enough (CUS-17).
const FIND = `
  SELECT p.first_name, p.last_name, p.email_key, p.language, p.active, p.unverified, c.active AS customer_active, c.unconfirmed, c.language AS customer_language, l.mail_switches
  FROM contacts p
  LEFT JOIN customer_contacts l ON l.contact_key = p.id AND (? IS NULL OR l.customer_id = ?)
  LEFT JOIN customers c ON c.id = l.customer_id AND c.deleted_at IS NULL
  WHERE p.id = ? AND p.deleted_at IS NULL
  ORDER BY c.active DESC, (c.primary_link_id = l.id) DESC, l.id LIMIT 1`;

/** Contacts as recipients of letters, as true at the moment (MAIL-2): active, linked, their customer active and not in the trash. */
@Injectable()
export class ContactRecipients {
  constructor(recipients: Recipients) {
    recipients.add('contact', (reader, wanted) => this.find(reader, wanted));
  }

  private async find(reader: Reader, { id, customerId, switchKey }: WantedRecipient): Promise<Recipient | null> {
    const rows: Row[] = await reader.query(FIND, [customerId, customerId, id]);
    if (rows.length === 0) return null;
    const [row] = rows;
    const name = [row.first_name, row.last_name].filter((part) => part !== null).join(' ');
    // About a customer in its language (CUS-13); about the login in the person's own, else the customer's.
    const language = customerId === null ? (row.language ?? row.customer_language) : row.customer_language;
    return { name, email: row.email_key ?? '', language, refusal: refusalOf(row, switchKey) };
  }
}

function refusalOf(row: Row, switchKey: string | null): RecipientRefusal | null {
  if (Number(row.active) !== 1 || Number(row.unverified) === 1) return 'recipient_inactive';
  if (row.customer_active === null) return 'customer_gone';
  if (Number(row.customer_active) !== 1 || Number(row.unconfirmed) === 1) return 'customer_inactive';
  if (row.email_key === null) return 'no_address';
  return switchKey !== null && !readMailSwitches(row.mail_switches ?? '').some((name) => name === switchKey) ? 'switched_off' : null;
}
