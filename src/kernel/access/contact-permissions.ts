/**
 * The one catalogue of what contacts may use in the customers area (PER-1) and which mails they can be sent (PER-4).
 * The guard, the area's menu, the defaults, the matrix and the sending of documents read it. A mail switch stands under
 * the permission it follows where nobody chooses: on import and registration.
 */
export const CONTACT_CATALOGUE = {
  invoices: ['invoice', 'credit_note'],
  estimates: ['estimate'],
  contracts: ['contract'],
  proposals: ['proposal'],
  support: ['ticket'],
  projects: ['project', 'task'],
} as const;

type Catalogue = typeof CONTACT_CATALOGUE;

/** A module of the customers area, as stored in `customer_contacts.permissions`. */
export type ContactPermission = keyof Catalogue;
/** A kind of mail, as stored in `customer_contacts.mail_switches`. */
export type MailSwitch = Catalogue[ContactPermission][number];

export const CONTACT_PERMISSIONS = Object.keys(CONTACT_CATALOGUE) as readonly ContactPermission[];
export const MAIL_SWITCHES: readonly MailSwitch[] = Object.values(CONTACT_CATALOGUE).flat();

/** True when `text` names a permission of contacts. */
export function isContactPermission(text: string): text is ContactPermission {
  return CONTACT_PERMISSIONS.some((permission) => permission === text);
}

/** True when `text` names a mail switch. */
export function isMailSwitch(text: string): text is MailSwitch {
  return MAIL_SWITCHES.some((name) => name === text);
}

/** The permissions in a column of `customer_contacts` or `customers`: names with commas between; unknown ones are passed over. */
export function readContactPermissions(column: string): ContactPermission[] {
  return column.split(',').filter(isContactPermission);
}

/** The mail switches in a column of `customer_contacts`. */
export function readMailSwitches(column: string): MailSwitch[] {
  return column.split(',').filter(isMailSwitch);
}

/** What goes into the column: each name once, in the catalogue's order, so that equal sets are equal texts. */
export function permissionColumn(permissions: Iterable<ContactPermission>): string {
  const chosen = new Set(permissions);
  return CONTACT_PERMISSIONS.filter((permission) => chosen.has(permission)).join(',');
}

/** What goes into the column of the mail switches. */
export function switchColumn(switches: Iterable<MailSwitch>): string {
  const chosen = new Set(switches);
  return MAIL_SWITCHES.filter((name) => chosen.has(name)).join(',');
}

/** The mail switches that follow from permissions where nobody chooses (PER-4). */
export function switchesOf(permissions: Iterable<ContactPermission>): MailSwitch[] {
  return [...permissions].flatMap((permission) => [...CONTACT_CATALOGUE[permission]]);
}
