import type { FieldErrors, Typed } from '../../kernel/forms/read-form';
import type { UploadedFile } from '../../kernel/http/upload.interceptor';
import { page, type Reply } from '../../kernel/http/reply';
import type { FormShown } from '../../kernel/views/form';
import { languages } from '../../kernel/reference/languages';
import { PICTURE_MAX_BYTES } from '../../kernel/files/pictures';
import { CONTACT_KINDS } from './customer-contact.entity';
import type { PendingInvitation } from './links/link-invitations.queries';
import { CONTACT_PERMISSIONS, MAIL_SWITCHES, readContactPermissions, readMailSwitches, switchesOf, type ContactPermission } from '../../kernel/access/contact-permissions';
import { LOGIN_WAYS } from './contact.form';
import type { ContactRow, KnownPerson } from './contacts.queries';
import { loginState } from './logins/login-state';
import { contactName } from './contact-name';

const MEGABYTE = 1024 * 1024;

export interface FormOf {
  readonly customer: { readonly id: string; readonly name: string };
  /** null: a new one. */
  readonly contact: ContactRow | null;
  /** Name of the primary contact; null when there is none. */
  readonly primaryName: string | null;
  readonly mayEditPerson: boolean;
  /** null: there is none, or it is not for this actor to know. */
  readonly secondFactorSince: Date | null;
  /** Of the interface. */
  readonly language: string;
  /** What a new contact may use, as Settings say (PER-2). */
  readonly permissions: readonly ContactPermission[];
  /** Other customers of the person. */
  readonly others: { readonly seen: readonly { readonly id: string; readonly name: string }[]; readonly hidden: number };
  readonly now: Date;
}

/** One contact in lists, strips and as heading. */
export function contactModel(row: ContactRow, now: Date) {
  return {
    id: String(row.id), name: nameOf(row), position: row.position, email: row.email, phone: row.phone,
    picture: row.picture_id === null ? null : `/admin/files/${row.picture_id}`,
    active: Number(row.active) === 1, primary: Number(row.is_primary) === 1, kind: { key: `contacts.kinds.${row.kind}` }, login: loginOf(row, now),
  };
}

/** The tab, and the strip of the summary. Contacts without an e-mail get no mails, and no sign-in (CON-2). */
export function contactsModel(customerId: string, rows: readonly ContactRow[], now: Date) {
  const contacts = rows.map((row) => ({ ...contactModel(row, now), edit: `/admin/customers/${customerId}/contacts/${row.id}/edit`, impersonation: `/admin/customers/${customerId}/impersonation?contact=${row.id}` }));
  const primary = contacts.find((contact) => contact.primary);
  return { contacts, silentPrimary: primary && !primary.email ? primary : null, silent: contacts.filter((contact) => contact.active && !contact.email && !contact.primary).length };
}

/** What `views/contacts/edit.hbs` shows. */
export function contactPage(of: FormOf, form: FormShown, more: { known?: KnownPerson | null; changed?: boolean; askable?: boolean } = {}) {
  const path = `/admin/customers/${of.customer.id}/contacts`;
  const isPrimary = of.contact !== null && Number(of.contact.is_primary) === 1;
  return {
    customer: { id: of.customer.id, name: of.customer.name },
    contact: of.contact ? contactModel(of.contact, of.now) : { picture: null, email: null, phone: null, login: null, active: true },
    name: of.contact && nameOf(of.contact),
    action: of.contact ? `${path}/${of.contact.id}` : path,
    deletion: of.contact && !isPrimary ? `${path}/${of.contact.id}/deletion` : null,
    invitation: of.contact && mayBeInvited(of.contact, of.mayEditPerson) ? `${path}/${of.contact.id}/invitation` : null,
    factor: of.contact && of.secondFactorSince ? { since: of.secondFactorSince, removal: `${path}/${of.contact.id}/second-factor/removal` } : null,
    isNew: of.contact === null, others: of.others.seen, hiddenOthers: of.others.hidden,
    permissions: permissionChoices(), switches: switchChoices(), ways: loginWays(of.contact),
    permissionCount: countOf(form.values.permissions), switchCount: countOf(form.values.mailSwitches),
    asksMove: Boolean(form.errors?.moveInvitation || form.values.moveInvitation), moves: MOVES, askable: more.askable === true && !more.known,
    close: path,
    version: form.values.version ?? '', personVersion: form.values.personVersion ?? '',
    isPrimary, isFirst: of.primaryName === null, primaryName: of.primaryName,
    mayEditPerson: of.mayEditPerson,
    languages: languages(of.language).map(({ code, name }) => ({ value: code, label: name })),
    megabytes: PICTURE_MAX_BYTES / MEGABYTE,
    kinds: kindChoices(form.values.kind), kindError: form.errors?.kind ?? null,
    known: more.known ? { name: contactName(more.known), customers: more.known.customers } : null,
    changed: more.changed === true && of.contact ? changedModel(of.contact) : null,
    form,
  };
}

/** The fields as they stand, in the words of the form. */
export function contactValues(row: ContactRow): FormShown['values'] {
  return {
    firstName: row.first_name, lastName: row.last_name, position: row.position, email: row.email, phone: row.phone, handle: row.handle,
    language: row.language, active: Number(row.active) === 1, kind: row.kind, primary: Number(row.is_primary) === 1,
    version: row.version, personVersion: row.person_version,
    permissions: readContactPermissions(row.permissions), mailSwitches: readMailSwitches(row.mail_switches), login: 'none',
  };
}

/** What stands in the form of a new contact. */
export function newContact(permissions: readonly ContactPermission[]): FormShown['values'] {
  return { kind: 'normal', active: true, login: 'none', permissions: [...permissions], mailSwitches: switchesOf(permissions) };
}

/** The modules of the customers area as ticks (PER-1). */
export function permissionChoices() {
  return CONTACT_PERMISSIONS.map((value) => ({ value, label: { key: `permissions.may.${value}` } }));
}

/** The kinds of mail as ticks (PER-4). */
export function switchChoices() {
  return MAIL_SWITCHES.map((value) => ({ value, label: { key: `permissions.mails.${value}` } }));
}

/** Questions that customers' people have not answered yet. */
export function pendingModel(customerId: string, rows: readonly PendingInvitation[]) {
  return rows.map((row) => ({ ...row, kind: { key: `contacts.kinds.${row.kind}` }, withdrawal: `/admin/customers/${customerId}/contacts/questions/${row.id}/withdrawal` }));
}

/** The two kinds as radios (CON-5). */
export function kindChoices(chosen: unknown) {
  return CONTACT_KINDS.map((kind) => ({ value: kind, label: { key: `contacts.kinds.${kind}` }, help: kind === 'admin' ? { key: 'contacts.kindHelp' } : null, checked: kind === chosen }));
}

const MOVES = ['yes', 'no'].map((value) => ({ value, label: { key: `contacts.move.${value}` } }));

function loginOf(row: ContactRow, now: Date) {
  const { email, has_password: hasPassword, must_change_password: mustChange, signed_in_at: signedInAt, invited_until: invitedUntil } = row;
  return loginState({ email, hasPassword: Number(hasPassword) === 1, mustChange: Number(mustChange) === 1, signedInAt, invitedUntil }, now);
}

/** The ways in, said for whoever has none yet and for whoever has one. */
export function loginWays(row: ContactRow | null) {
  const known = row !== null && Number(row.has_password) === 1 ? 'again' : 'first';
  return LOGIN_WAYS.map((value) => ({ value, label: { key: `contacts.ways.${value === 'none' && row !== null ? 'keep' : value}` }, help: value === 'none' ? undefined : { key: `contacts.ways.${known}.${value}` } }));
}

function mayBeInvited(row: ContactRow, mayEditPerson: boolean): boolean {
  return Number(row.active) === 1 && row.email !== null && (Number(row.has_password) === 0 || mayEditPerson);
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function changedModel(row: ContactRow) {
  const fields = { firstName: row.first_name, lastName: row.last_name, position: row.position, email: row.email, phone: row.phone, handle: row.handle };
  return Object.entries(fields).filter(([, value]) => value !== null).map(([name, value]) => ({ label: { key: `contacts.fields.${name}` }, value }));
}

function nameOf(row: ContactRow): string {
  return contactName({ firstName: row.first_name, lastName: row.last_name });
}

/** A chosen file cannot be put back into a form; the page says so instead of losing it silently. */
export function again({ typed, errors }: { typed: FormShown['values']; errors: FieldErrors }, upload: UploadedFile | null): FormShown {
  return { values: { ...typed, password: '' }, errors: upload && !errors.picture ? { ...errors, picture: { key: 'contacts.errors.pictureAgain' } } : errors };
}

/** The generated password, shown this once (CON-6). */
export function passwordShown(customer: { readonly id: string; readonly name: string }, typed: Typed, password: string, href: string): Reply {
  const name = [typed.firstName, typed.lastName].filter(Boolean).join(' ');
  return page('contacts/password-shown', { customer: { id: customer.id, name: customer.name }, name, password, href });
}
