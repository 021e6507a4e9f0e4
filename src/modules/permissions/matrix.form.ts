import { CONTACT_PERMISSIONS, readContactPermissions, type ContactPermission } from '../../kernel/access/contact-permissions';
import { Carried, Choices, Ticks } from '../../kernel/forms/fields';
import { BadRequest } from '../../kernel/http/errors';
import type { LinkTicks } from '../contacts/link-ticks';

const TICK = /^[1-9]\d{0,18}\.(may|mail)\.[a-z_]{1,32}$/;

export class MatrixForm {
  /** `<link>.may.<permission>` and `<link>.mail.<switch>`. */
  @Ticks(TICK) ticks!: string[];
  /** The ticks of every contact of the page when it was opened. */
  @Carried({ max: 100_000 }) read!: string | null;
}

export class ModulesForm {
  @Choices(CONTACT_PERMISSIONS) modules!: ContactPermission[];
  @Carried({ max: 255 }) read!: string | null;
}

/** What `readText` wrote. @throws BadRequest for anything else. */
export function readRead(text: string | null): ReadonlyMap<string, LinkTicks> {
  const entries = (text ?? '').split(' ').filter(Boolean).map((entry): [string, LinkTicks] => {
    const [link, permissions, mailSwitches, more] = entry.split('|');
    if (!/^[1-9]\d{0,18}$/.test(link) || mailSwitches === undefined || more !== undefined) throw new BadRequest();
    return [link, { permissions, mailSwitches }];
  });
  return new Map(entries);
}

/** The ticks of each link in one hidden field. */
export function readText(links: readonly (LinkTicks & { readonly id: string })[]): string {
  return links.map(({ id, permissions, mailSwitches }) => `${id}|${permissions}|${mailSwitches}`).join(' ');
}

/** Modules that are switched off when these are ticked (PER-3). */
export function modulesOff(on: readonly ContactPermission[]): ContactPermission[] {
  return CONTACT_PERMISSIONS.filter((permission) => !on.includes(permission));
}

export function modulesOn(off: string): ContactPermission[] {
  return modulesOff(readContactPermissions(off));
}
