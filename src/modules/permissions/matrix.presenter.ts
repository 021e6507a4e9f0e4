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
  /** Nobody who looks may change it. */
  readonly locked: boolean;
}

/** What `views/permissions/matrix.hbs` shows: contacts by permissions and mail switches, with what nobody receives (PER-6). */
export function matrixModel({ customerId, customerActive, rows, modulesOff, locked }: MatrixOf) {
  const off = readContactPermissions(modulesOff);
  const unheard = unheardMails(rows, off, customerActive);
  const alarmed = new Set<string>(unheard.map(({ name }) => name));
  return {
    back: `/admin/customers/${customerId}/contacts`,
    action: `/admin/customers/${customerId}/permissions`,
    modulesAction: `/admin/customers/${customerId}/modules`,
    read: readText(rows),
    permissions: CONTACT_PERMISSIONS.map((name, n) => ({ label: permissionLabel(name), css: n === 0 ? 'rot sep' : 'rot', id: `may-${name}` })),
    switches: MAIL_SWITCHES.map((name, n) => ({ label: switchLabel(name), css: columnClass(n, alarmed.has(name), 'rot'), alarm: alarmed.has(name), id: `mail-${name}` })),
    contacts: rows.map((row) => contactRow(customerId, row, { off, alarmed, locked })),
    warnings: unheard.map(({ name, inVain }) => ({ title: switchLabel(name), names: inVain.map((contact) => contact.name), href: `#mail-${name}` })),
    offNames: off.map(permissionLabel),
    modules: CONTACT_PERMISSIONS.map((name) => ({ value: name, label: permissionLabel(name), on: !off.includes(name) })),
    modulesRead: modulesOff,
  };
}

/** A row of many cells: what each shows is ready, since two hundred contacts make thousands of them. */
function contactRow(customerId: string, row: MatrixRow, { off, alarmed, locked }: { off: readonly ContactPermission[]; alarmed: ReadonlySet<string>; locked: boolean }) {
  const may = readContactPermissions(row.permissions);
  const mails = readMailSwitches(row.mailSwitches);
  const cell = (what: 'may' | 'mail', name: string, css: string, ticked: boolean, capped = false) => (
    { value: `${row.id}.${what}.${name}`, labels: `c${row.id} g-${what} l-${what}-${name}`, css, boxCss: capped ? 'form-check-input capped' : 'form-check-input', ticked, locked }
  );
  return {
    id: row.id, name: row.name, edit: `/admin/customers/${customerId}/contacts/${row.id}/edit`, position: row.position, primary: row.primary, active: row.active, hasEmail: row.hasEmail,
    cells: [
      ...CONTACT_PERMISSIONS.map((name, n) => cell('may', name, columnClass(n, false, 'c'), may.includes(name), off.includes(name))),
      ...MAIL_SWITCHES.map((name, n) => cell('mail', name, columnClass(n, alarmed.has(name), 'c'), mails.includes(name))),
    ],
  };
}

function columnClass(n: number, alarm: boolean, kind: 'rot' | 'c'): string {
  return [kind, n === 0 && 'sep', alarm && 'alarm'].filter(Boolean).join(' ');
}
