import { Choice, Email, Flag, Phone, Text, Version } from '../../kernel/forms/fields';
import { readForm, type FormResult } from '../../kernel/forms/read-form';
import { isLanguage } from '../../kernel/reference/languages';
import { CONTACT_KINDS, type ContactKind } from './customer-contact.entity';


/** What belongs to the link: position, kind, primary (CON-2, CON-5). */
export class LinkForm {
  @Text({ max: 100 }) position!: string | null;
  @Choice(CONTACT_KINDS, { required: true }) kind!: ContactKind;
  @Flag() primary!: boolean;
}

/** A contact of the step and of a new one; the fields of CON-1 but the picture. */
export class ContactForm extends LinkForm {
  @Text({ max: 100 }) firstName!: string | null;
  @Text({ max: 100 }) lastName!: string | null;
  @Email() email!: string | null;
  @Phone() phone!: string | null;
  @Text({ max: 100 }) handle!: string | null;
  @Text({ max: 16 }) language!: string | null;
  @Flag() active!: boolean;
  @Flag() removePicture!: boolean;
}

export class ContactEditForm extends ContactForm {
  @Version({ required: true }) version!: number;
  @Version({ required: true }) personVersion!: number;
}

export class LinkEditForm extends LinkForm {
  @Version({ required: true }) version!: number;
}

/** Reads a contact: it has a first or a last name (CUS-7) and a language that exists. */
export function readContact<T extends ContactForm>(form: new () => T, body: unknown): FormResult<T> {
  const result = readForm(form, body);
  const text = (name: string) => String(result.typed[name] ?? '').trim();
  const more = {
    ...(text('firstName') === '' && text('lastName') === '' ? { firstName: { key: 'contacts.errors.name' } } : {}),
    ...(text('language') !== '' && !isLanguage(text('language')) ? { language: { key: 'errors.choice' } } : {}),
  };
  const errors = { ...more, ...(result.ok ? {} : result.errors) };
  return Object.keys(errors).length === 0 ? result : { ok: false, typed: result.typed, errors };
}
