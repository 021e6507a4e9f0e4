import { validateSync, type ValidationError } from 'class-validator';
import { BadRequest } from '../http/errors';
import type { Message } from '../i18n/message';
import { fieldsOf } from './field-registry';

export type FieldErrors = Readonly<Record<string, Message>>;
export type Typed = Readonly<Record<string, string | readonly string[]>>;

export type FormResult<T> =
  | { readonly ok: true; readonly value: T; readonly typed: Typed }
  | { readonly ok: false; readonly errors: FieldErrors; readonly typed: Typed };

const LONGEST_TEXT = 100_000;

/**
 * Reads `body` into the form class. Fields the class does not declare are dropped, so nothing a client adds reaches a
 * row (A4); refused fields come back with a message each, and `typed` holds what was typed, for the page shown again.
 * @throws BadRequest for a list or an object where one text is meant, and for a bad value that nobody types; nothing is
 * coerced (ASVS 15.3.5).
 */
export function readForm<T extends object>(form: new () => T, body: unknown): FormResult<T> {
  const sent = isRecord(body) ? body : {};
  const value = new form();
  const typed: Record<string, string | string[]> = {};
  const fields = fieldsOf(form.prototype);
  for (const [name, reader] of fields) {
    const texts = textsOf(sent, name, reader.list);
    typed[name] = reader.list ? texts : (texts[0] ?? '');
    Reflect.set(value, name, reader.read(reader.list ? texts : [texts[0] ?? '']));
  }
  const failures = validateSync(value, { validationError: { target: false } });
  if (failures.length === 0) return { ok: true, value, typed };
  if (failures.some(({ property }) => fields.get(property)?.given)) throw new BadRequest({ key: 'errors.form_key_missing' });
  return { ok: false, typed, errors: Object.fromEntries(failures.map((failure) => [failure.property, messageOf(failure)])) };
}

/** A form that was read well, but that a rule of the service refuses at one of its fields. */
export function refuseField<T>(result: FormResult<T>, name: string, message: Message): FormResult<T> {
  return { ok: false, typed: result.typed, errors: { [name]: message } };
}

function textsOf(sent: Record<string, unknown>, name: string, list: boolean): string[] {
  const raw = Object.hasOwn(sent, name) ? sent[name] : undefined;
  const texts = raw === undefined ? [] : list && Array.isArray(raw) ? raw : [raw];
  if (!texts.every((text) => typeof text === 'string' && text.length <= LONGEST_TEXT)) throw new BadRequest();
  return texts;
}

function messageOf(failure: ValidationError): Message {
  const contexts: Record<string, Message> = failure.contexts ?? {};
  return contexts.isNotEmpty ?? Object.values(contexts)[0] ?? { key: 'errors.choice' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
