import type { ContactActor } from '../../kernel/access/contact-actor';
import { ATTACHMENT_MAX_BYTES } from '../../kernel/files/attachments';
import { withQuery } from '../../kernel/views/address';
import type { Choice, FormShown, WordedChoice } from '../../kernel/views/form';
import { FILES_AT_ONCE, SHARED, type CustomerFile, type FileContact } from './customer-file';
import { mayDeleteOwn, type FileSettings } from './customer-files.policy';

/** Files on one page. */
export const FILES_SHOWN = 50;
const KILO = 1024;

/** What both lists show above their files. */
export const LIMITS = { megabytes: ATTACHMENT_MAX_BYTES / KILO ** 2, most: FILES_AT_ONCE };

/** Who sees files while they are added; single contacts are chosen afterwards. */
export const NEW_FILE_CHOICES: readonly WordedChoice[] = (['staff', 'customer'] as const).map((value) => ({ value, label: { key: `files.shared.${value}` } }));

/** @param rows one more than are shown, when there are older ones. */
export function fileList(path: string, rows: readonly CustomerFile[], before: string | null) {
  const shown = rows.slice(0, FILES_SHOWN);
  const older = rows.length > shown.length ? withQuery(path, { before: shown[shown.length - 1].id }) : '';
  return { files: shown.map((file) => fileModel(path, file)), newest: before === null ? '' : path, older, ...LIMITS };
}

function fileModel(path: string, file: CustomerFile) {
  const { id, name, shared, contacts, uploadedByName: author, uploadedByKind: kind, createdAt: at } = file;
  return {
    id, name, at, author, fromContact: kind === 'contact', size: sizeOf(file.bytes), path: `${path}/${id}`,
    shared: { key: `files.shared.${shared}` }, withCustomer: shared !== 'staff', contacts: shared === 'contacts' ? contacts.map((contact) => contact.name) : [],
  };
}

/** The page of a contact. */
export function areaFileList(contact: ContactActor, settings: FileSettings, rows: readonly CustomerFile[], before: string | null) {
  const { files, ...list } = fileList('/files', rows, before);
  return {
    ...list,
    files: files.map((file, at) => ({ ...file, own: rows[at].uploadedByKind === 'contact' && rows[at].uploadedById === contact.id, mayDelete: mayDeleteOwn(contact, rows[at], settings) })),
    customer: contact.current.id, mayAdd: contact.impersonator === null, asksColleagues: !settings.areaSeeAllFiles,
  };
}

/** The form of one file. */
export function filePage(customer: { readonly id: string; readonly name: string }, file: CustomerFile, contacts: readonly FileContact[], form: FormShown) {
  const close = `/admin/customers/${customer.id}/files`;
  return { customer: { id: customer.id, name: customer.name }, form, action: `${close}/${file.id}`, close, changed: false, choices: sharedChoices(contacts), contacts: contacts.map(contactChoice) };
}

function sharedChoices(contacts: readonly FileContact[]): WordedChoice[] {
  const possible = contacts.length > 0 ? SHARED : SHARED.filter((shared) => shared !== 'contacts');
  return possible.map((value) => ({ value, label: { key: `files.shared.${value}` }, help: { key: `files.sharedWhy.${value}` } }));
}

function contactChoice({ id, name }: FileContact): Choice {
  return { value: id, label: name };
}

/** A size as people say it: whole bytes and kilobytes, megabytes with one digit. */
function sizeOf(bytes: number): { readonly label: string; readonly amount: number; readonly digits: number } {
  if (bytes < KILO) return { label: 'files.sizes.bytes', amount: bytes, digits: 0 };
  if (bytes < KILO ** 2) return { label: 'files.sizes.kilobytes', amount: Math.round(bytes / KILO), digits: 0 };
  return { label: 'files.sizes.megabytes', amount: bytes / KILO ** 2, digits: 1 };
}
