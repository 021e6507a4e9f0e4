import type { FieldErrors, FormResult } from '../../kernel/forms/read-form';
import type { Message } from '../../kernel/i18n/message';
import type { NewPasswordForm } from './password.forms';

/** What is wrong with a new password that was typed twice, by field; null when nothing is. */
export function newPasswordProblem(form: FormResult<NewPasswordForm>, weakness: (password: string) => Message | null): FieldErrors | null {
  if (!form.ok) return form.errors;
  const weak = weakness(form.value.password);
  if (weak) return { password: weak };
  return form.value.password === form.value.repeat ? null : { repeat: { key: 'errors.password_repeat' } };
}
