import type { FormShown } from '../../kernel/views/form';
import { languages } from '../../kernel/reference/languages';
import { PICTURE_MAX_BYTES } from '../../kernel/files/pictures';
import { CONTACT_KINDS } from './customer-contact.entity';
import type { ContactRow, KnownPerson } from './contacts.queries';
import { contactName } from './contacts.service';

const MEGABYTE = 1024 * 1024;

export interface FormOf {
  readonly customer: { readonly id: string; readonly name: string };
  /** null: a new one. */
  readonly contact: ContactRow | null;
  /** Name of the primary contact; null when there is none. */
  readonly primaryName: string | null;
  readonly mayEditPerson: boolean;
  /** Of the interface. */
  readonly language: string;
}

/** One contact in lists, strips and as heading. */
export function contactModel(row: ContactRow) {
  return {
    id: String(row.id), name: nameOf(row), position: row.position, email: row.email, phone: row.phone,
    picture: row.picture_id === null ? null : `/admin/files/${row.picture_id}`,
    active: Number(row.active) === 1, primary: Number(row.is_primary) === 1, kind: { key: `contacts.kinds.${row.kind}` },
  };
}

/** The tab, and the strip of the summary. Contacts without an e-mail get no mails, and no sign-in (CON-2). */
export function contactsModel(customerId: string, rows: readonly ContactRow[]) {
  const contacts = rows.map((row) => ({ ...contactModel(row), edit: `/admin/customers/${customerId}/contacts/${row.id}/edit` }));
  const primary = contacts.find((contact) => contact.primary);
  return { contacts, silentPrimary: primary && !primary.email ? primary : null, silent: contacts.filter((contact) => contact.active && !contact.email && !contact.primary).length };
}

/** What `views/contacts/edit.hbs` shows. */
export function contactPage(of: FormOf, form: FormShown, more: { known?: KnownPerson | null; changed?: boolean } = {}) {
  const path = `/admin/customers/${of.customer.id}/contacts`;
  const isPrimary = of.contact !== null && Number(of.contact.is_primary) === 1;
  return {
    customer: { id: of.customer.id, name: of.customer.name },
    contact: of.contact ? contactModel(of.contact) : { picture: null, email: null, phone: null },
    name: of.contact && nameOf(of.contact),
    action: of.contact ? `${path}/${of.contact.id}` : path,
    deletion: of.contact && !isPrimary ? `${path}/${of.contact.id}/deletion` : null,
    close: path,
    version: form.values.version ?? '', personVersion: form.values.personVersion ?? '',
    isPrimary, isFirst: of.primaryName === null, primaryName: of.primaryName,
    mayEditPerson: of.mayEditPerson,
    languages: languages(of.language).map(({ code, name }) => ({ value: code, label: name })),
    megabytes: PICTURE_MAX_BYTES / MEGABYTE,
    kinds: kindChoices(form.values.kind), kindError: form.errors?.kind ?? null,
    known: more.known ? { name: contactName(more.known), customers: more.known.customers.join(', ') } : null,
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
  };
}

export const NEW_CONTACT: FormShown['values'] = { kind: 'normal', active: true };

/** The two kinds as radios (CON-5). */
export function kindChoices(chosen: unknown) {
  return CONTACT_KINDS.map((kind) => ({ value: kind, label: { key: `contacts.kinds.${kind}` }, help: kind === 'admin' ? { key: 'contacts.kindHelp' } : null, checked: kind === chosen }));
}

function changedModel(row: ContactRow) {
  const fields = { firstName: row.first_name, lastName: row.last_name, position: row.position, email: row.email, phone: row.phone, handle: row.handle };
  return Object.entries(fields).filter(([, value]) => value !== null).map(([name, value]) => ({ label: { key: `contacts.fields.${name}` }, value }));
}

function nameOf(row: ContactRow): string {
  return contactName({ firstName: row.first_name, lastName: row.last_name });
}
