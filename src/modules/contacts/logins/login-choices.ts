import { Injectable } from '@nestjs/common';
import { NewPasswords } from '../../../kernel/auth/new-passwords';
import { refuseField, type FormResult } from '../../../kernel/forms/read-form';
import type { Post } from '../../../kernel/http/post';
import { contactName } from '../contact-name';
import type { ContactForm } from '../contact.form';

/** How a form lets somebody in. */
export type TypedWay = { readonly by: 'none' | 'link' } | { readonly by: 'password'; readonly password: string };

export interface ReadLogin<T> {
  /** Refused where the password is easy to guess. */
  readonly form: FormResult<T>;
  readonly way: TypedWay;
  /** The password nobody typed, to be shown once; null when none was generated. */
  readonly generated: string | null;
}

/** Reads the part of a contact's form that lets it in (CON-6): nothing, a link, a password typed or generated. */
@Injectable()
export class LoginChoices {
  constructor(private readonly fresh: NewPasswords) {}

  read<T extends ContactForm>(form: FormResult<T>, post: Post): ReadLogin<T> {
    if (!form.ok || form.value.login !== 'password') return { form, way: { by: form.ok && form.value.login === 'link' ? 'link' : 'none' }, generated: null };
    const { password, email } = form.value;
    const weak = password === null ? null : this.fresh.weakness(password, { name: contactName(form.value), email: email ?? '' });
    if (weak) return { form: refuseField(form, 'password', weak), way: { by: 'none' }, generated: null };
    const generated = password === null ? this.fresh.generate(post) : null;
    return { form, way: { by: 'password', password: password ?? generated ?? '' }, generated };
  }
}
