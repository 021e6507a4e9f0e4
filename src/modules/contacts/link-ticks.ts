import { CONTACT_PERMISSIONS, MAIL_SWITCHES, permissionColumn, readContactPermissions, readMailSwitches, switchColumn, type ContactPermission, type MailSwitch } from '../../kernel/access/contact-permissions';
import type { Changes } from '../activity/activity';

/** What a link allows and is sent, as its two columns hold it. */
export interface LinkTicks {
  readonly permissions: string;
  readonly mailSwitches: string;
}

export const NO_TICKS: LinkTicks = { permissions: '', mailSwitches: '' };

/**
 * What is stored after a matrix was saved: only ticks that were set or taken off in this form change, everything else stays
 * as it is by now. Ticks are either on or off, so two people who edit the same matrix never collide.
 * @param read what stood in the form when it was opened
 */
export function mergeTicks(read: LinkTicks, typed: LinkTicks, current: LinkTicks): LinkTicks {
  return {
    permissions: permissionColumn(merged(CONTACT_PERMISSIONS, readContactPermissions(read.permissions), readContactPermissions(typed.permissions), readContactPermissions(current.permissions))),
    mailSwitches: switchColumn(merged(MAIL_SWITCHES, readMailSwitches(read.mailSwitches), readMailSwitches(typed.mailSwitches), readMailSwitches(current.mailSwitches))),
  };
}

/** Each tick that was set or taken off, as the log of activity tells it: `may_invoices`, `mail_invoice`. Null when none was. */
export function tickChanges(before: LinkTicks, after: LinkTicks): Changes | null {
  const changes = [
    ...differing('may', CONTACT_PERMISSIONS, readContactPermissions(before.permissions), readContactPermissions(after.permissions)),
    ...differing('mail', MAIL_SWITCHES, readMailSwitches(before.mailSwitches), readMailSwitches(after.mailSwitches)),
  ];
  return changes.length > 0 ? Object.fromEntries(changes) : null;
}

/** Ticks of a form, `<link>.<name>` each, by link; names that are none are passed over. */
export function ticksByLink(ticks: readonly string[]): ReadonlyMap<string, LinkTicks> {
  const permissions = new Map<string, ContactPermission[]>();
  const switches = new Map<string, MailSwitch[]>();
  for (const tick of ticks) {
    const [link, kind, name] = tick.split('.');
    if (kind === 'may') permissions.set(link, [...(permissions.get(link) ?? []), ...readContactPermissions(name)]);
    if (kind === 'mail') switches.set(link, [...(switches.get(link) ?? []), ...readMailSwitches(name)]);
  }
  const links = new Set([...permissions.keys(), ...switches.keys()]);
  return new Map([...links].map((link) => [link, { permissions: permissionColumn(permissions.get(link) ?? []), mailSwitches: switchColumn(switches.get(link) ?? []) }]));
}

function differing(prefix: string, all: readonly string[], before: readonly string[], after: readonly string[]) {
  return all.filter((name) => before.includes(name) !== after.includes(name)).map((name): [string, readonly [boolean, boolean]] => [`${prefix}_${name}`, [before.includes(name), after.includes(name)]]);
}

function merged<T extends string>(all: readonly T[], read: readonly T[], typed: readonly T[], current: readonly T[]): T[] {
  return all.filter((name) => (read.includes(name) === typed.includes(name) ? current : typed).includes(name));
}
