import { CONTACT_PERMISSIONS, MAIL_SWITCHES, readContactPermissions, readMailSwitches, type ContactPermission } from '../../kernel/access/contact-permissions';
import { readText } from './matrix.form';
import type { MatrixRow } from './matrix.queries';
import { unheardMails } from './mail-recipients';

const permissionLabel = (name: string) => ({ key: `permissions.may.${name}` });
const switchLabel = (name: string) => ({ key: `permissions.mails.${name}` });

export interface MatrixOf {
  readonly customerId: string;
  readonly customerActive: boolean;
  readonly rows: readonly MatrixRow[];
  /** Modules the customer does without, as its column holds them. */
  readonly modulesOff: string;
}

/** What `views/permissions/matrix.hbs` shows: contacts by permissions and mail switches, with what nobody receives (PER-6). */
export function matrixModel({ customerId, customerActive, rows, modulesOff }: MatrixOf) {
  const off = readContactPermissions(modulesOff);
  const unheard = unheardMails(rows, off, customerActive);
  const alarmed = new Set<string>(unheard.map(({ name }) => name));
  return {
    back: `/admin/customers/${customerId}/contacts`,
    action: `/admin/customers/${customerId}/permissions`,
    modulesAction: `/admin/customers/${customerId}/modules`,
    read: readText(rows),
    permissions: CONTACT_PERMISSIONS.map((name, n) => ({ label: permissionLabel(name), first: n === 0, off: off.includes(name) })),
    switches: MAIL_SWITCHES.map((name, n) => ({ label: switchLabel(name), first: n === 0, alarm: alarmed.has(name), id: `mail-${name}` })),
    contacts: rows.map((row) => contactRow(customerId, row, off, alarmed)),
    warnings: unheard.map(({ name, inVain }) => ({ title: switchLabel(name), names: inVain.map((contact) => contact.name), href: `#mail-${name}` })),
    offNames: off.map(permissionLabel),
    modules: CONTACT_PERMISSIONS.map((name) => ({ value: name, label: permissionLabel(name), on: !off.includes(name) })),
    modulesRead: modulesOff,
  };
}

function contactRow(customerId: string, row: MatrixRow, off: readonly ContactPermission[], alarmed: ReadonlySet<string>) {
  const may = readContactPermissions(row.permissions);
  const mails = readMailSwitches(row.mailSwitches);
  return {
    name: row.name, edit: `/admin/customers/${customerId}/contacts/${row.id}/edit`, position: row.position, primary: row.primary, active: row.active, hasEmail: row.hasEmail,
    cells: [
      ...CONTACT_PERMISSIONS.map((name, n) => ({ value: `${row.id}.may.${name}`, label: permissionLabel(name), may: true, ticked: may.includes(name), first: n === 0, off: off.includes(name), alarm: false })),
      ...MAIL_SWITCHES.map((name, n) => ({ value: `${row.id}.mail.${name}`, label: switchLabel(name), may: false, ticked: mails.includes(name), first: n === 0, off: false, alarm: alarmed.has(name) })),
    ],
  };
}

