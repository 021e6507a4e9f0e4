import { CONTACT_PERMISSIONS, MAIL_SWITCHES, type ContactPermission, type MailSwitch } from '../../kernel/access/contact-permissions';
import { PASSWORD_MIN } from '../../kernel/auth/password-rules';
import { Choice, Choices, Email, Flag, Password, Phone, Text, Version } from '../../kernel/forms/fields';
import { readForm, type FormResult } from '../../kernel/forms/read-form';
import { isLanguage } from '../../kernel/reference/languages';
import { CONTACT_KINDS, type ContactKind } from './customer-contact.entity';

/** The ways to a login that a form offers (CON-6); left out is none. */
export const LOGIN_WAYS = ['none', 'link', 'password'] as const;
export type LoginChoice = (typeof LOGIN_WAYS)[number];

/** What belongs to the link: position, kind, primary (CON-2, CON-5). */
export class LinkForm {
  @Text({ max: 100 }) position!: string | null;
  @Choice(CONTACT_KINDS, { required: true }) kind!: ContactKind;
  @Flag() primary!: boolean;
  @Choices(CONTACT_PERMISSIONS) permissions!: ContactPermission[];
  @Choices(MAIL_SWITCHES) mailSwitches!: MailSwitch[];
}

/** The fields of CON-1 but the picture; a new contact is greeted unless told otherwise (CON-9). */
export class PersonForm extends LinkForm {
  @Text({ max: 100 }) firstName!: string | null;
  @Text({ max: 100 }) lastName!: string | null;
  @Email() email!: string | null;
  @Phone() phone!: string | null;
  @Text({ max: 100 }) handle!: string | null;
  @Text({ max: 16 }) language!: string | null;
  @Flag() active!: boolean;
  @Flag() noWelcome!: boolean;
}

/** The contact of a new customer. Its password is given later: what steps hold is kept until the customer is saved. */
export class FirstContactForm extends PersonForm {
  @Choice(['none', 'link']) login!: 'none' | 'link' | null;
}

export class ContactForm extends PersonForm {
  @Flag() removePicture!: boolean;
  @Choice(LOGIN_WAYS) login!: LoginChoice | null;
  /** Left empty, one is generated. */
  @Password({ min: PASSWORD_MIN }) password!: string | null;
}

export class ContactEditForm extends ContactForm {
  @Version({ required: true }) version!: number;
  @Version({ required: true }) personVersion!: number;
  /** Whether an invitation goes along to another address; asked when there is one (CON-10a). */
  @Choice(['yes', 'no']) moveInvitation!: 'yes' | 'no' | null;
}

export class LinkEditForm extends LinkForm {
  @Version({ required: true }) version!: number;
}

/** Reads a contact: it has a first or a last name (CUS-7) and a language that exists. */
export function readContact<T extends PersonForm>(form: new () => T, body: unknown): FormResult<T> {
  const result = readForm(form, body);
  const text = (name: string) => String(result.typed[name] ?? '').trim();
  const more = {
    ...(text('firstName') === '' && text('lastName') === '' ? { firstName: { key: 'contacts.errors.name' } } : {}),
    ...(text('language') !== '' && !isLanguage(text('language')) ? { language: { key: 'errors.choice' } } : {}),
  };
  const errors = { ...more, ...(result.ok ? {} : result.errors) };
  return Object.keys(errors).length === 0 ? result : { ok: false, typed: result.typed, errors };
}
