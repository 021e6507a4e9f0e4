import { FieldRefused } from './field-refused';
import { refuseField, type FieldErrors, type FormResult, type Typed } from './read-form';

export type Submitted = { readonly ok: true; readonly location: string } | { readonly ok: false; readonly typed: Typed; readonly errors: FieldErrors };

/**
 * Hands a form that was read well to the service. A field the service refuses (`FieldRefused`) becomes a refused form,
 * as if the form itself had refused it; other errors go on.
 * @param work changes the data and returns the path to go on to.
 */
export async function submitForm<T extends object>(form: FormResult<T>, work: (value: T) => Promise<string>): Promise<Submitted> {
  if (!form.ok) return form;
  try {
    return { ok: true, location: await work(form.value) };
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error;
    const { typed, errors } = refuseField(form, error.field, error.reason) as Submitted & { ok: false };
    return { ok: false, typed, errors };
  }
}
