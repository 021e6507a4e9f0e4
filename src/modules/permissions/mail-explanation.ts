import type { MailSwitch } from '../../kernel/access/contact-permissions';
import type { Message } from '../../kernel/i18n/message';
import { reasonOf } from '../mail/mail.presenter';
import type { SwitchChange, WrittenMail } from './mail-history.queries';
import { noMailReason } from './mail-recipients';
import type { MatrixRow } from './matrix.queries';

/** One sentence, with the names and the instant it speaks of. */
export interface Explanation {
  readonly icon: 'mail' | 'mail-off';
  readonly key: string;
  readonly name: string;
  /** Who turned the switch. */
  readonly by: string;
  /** Who the mail was written to. */
  readonly other: string;
  readonly at: Date | null;
  /** What the outbox says about it. */
  readonly reason: Message | null;
}

/** Whether the contact is sent mails of a kind, and who decided that when (PER-6). */
export function explainSwitch(contact: MatrixRow, name: MailSwitch, customerActive: boolean, last: SwitchChange | null): Explanation {
  const why = noMailReason(contact, name, customerActive);
  const byChoice = why === null || why === 'switch_off';
  const known = byChoice && last !== null && last.on === (why === null) ? last : null;
  const key = known ? (known.on ? 'on_since' : 'off_since') : (why ?? 'on');
  return said(contact, why === null, key, { by: known?.by, at: known?.at });
}

/** What became of one written mail for the contact. */
export function explainMail(contact: MatrixRow, mail: WrittenMail): Explanation {
  if (mail.recipientKind !== 'contact' || mail.recipientId !== contact.contactId) return said(contact, false, 'to_another', { other: mail.recipientName, at: mail.createdAt });
  return said(contact, mail.state === 'sent', `mail_${mail.state}`, { at: mail.sentAt ?? mail.createdAt, reason: mail.state === 'sent' ? null : reasonOf(mail) });
}

function said(contact: MatrixRow, received: boolean, key: string, { by = '', other = '', at = null, reason = null }: Partial<Pick<Explanation, 'by' | 'other' | 'at' | 'reason'>>): Explanation {
  return { icon: received ? 'mail' : 'mail-off', key: `permissions.why.${key}`, name: contact.name, by, other, at, reason };
}
