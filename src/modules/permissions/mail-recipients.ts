import { CONTACT_CATALOGUE, CONTACT_PERMISSIONS, MAIL_SWITCHES, readMailSwitches, type ContactPermission, type MailSwitch } from '../../kernel/access/contact-permissions';
import type { MatrixRow } from './matrix.queries';

/** Why a contact is sent no mail of a kind, in the order in which it is said; null: it is sent these. */
export type NoMail = 'customer_inactive' | 'inactive' | 'no_email' | 'switch_off';

/** Whether mails of that kind reach the contact (PER-4, MAIL-2); permissions play no part. */
export function noMailReason(contact: Pick<MatrixRow, 'active' | 'hasEmail' | 'mailSwitches'>, name: MailSwitch, customerActive: boolean): NoMail | null {
  if (!customerActive) return 'customer_inactive';
  if (!contact.active) return 'inactive';
  if (!contact.hasEmail) return 'no_email';
  return readMailSwitches(contact.mailSwitches).includes(name) ? null : 'switch_off';
}

export interface UnheardMail {
  readonly name: MailSwitch;
  /** Contacts that have the switch on and are sent nothing all the same. */
  readonly inVain: readonly MatrixRow[];
}

/** Kinds of mail that nobody at the customer receives (PER-6); those of modules the customer does without are not missed. */
export function unheardMails(contacts: readonly MatrixRow[], off: readonly ContactPermission[], customerActive: boolean): UnheardMail[] {
  if (contacts.length === 0 || !customerActive) return [];
  return MAIL_SWITCHES.filter((name) => !off.includes(moduleOf(name)))
    .filter((name) => contacts.every((contact) => noMailReason(contact, name, customerActive) !== null))
    .map((name) => ({ name, inVain: contacts.filter(({ mailSwitches }) => readMailSwitches(mailSwitches).includes(name)) }));
}

/** The module a kind of mail belongs to. */
export function moduleOf(name: MailSwitch): ContactPermission {
  return CONTACT_PERMISSIONS.find((permission) => (CONTACT_CATALOGUE[permission] as readonly string[]).includes(name))!;
}
