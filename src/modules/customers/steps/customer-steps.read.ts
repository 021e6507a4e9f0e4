import type { FieldErrors, FormResult, Typed } from '../../../kernel/forms/read-form';
import type { Message } from '../../../kernel/i18n/message';
import { isCountry } from '../../../kernel/reference/countries';
import { resolveSubdivision, subdivisionName, subdivisions } from '../../../kernel/reference/subdivisions';

export const NOT_IN_LIST: Message = { key: 'errors.choice' };
export const MISSING: Message = { key: 'errors.required' };

/** One typed text, trimmed; a list or a field that was not sent is empty. */
export function typedText(typed: Typed, name: string): string {
  const text = typed[name];
  return typeof text === 'string' ? text.trim() : '';
}

export function typedList(typed: Typed, name: string): readonly string[] {
  const list = typed[name];
  return Array.isArray(list) ? list : [];
}

/** The result with further refusals; what a field was refused for first stays. */
export function withErrors<T>(result: FormResult<T>, more: Readonly<Record<string, Message | null>>): FormResult<T> {
  const found = Object.entries(more).filter((entry): entry is [string, Message] => entry[1] !== null);
  const errors: FieldErrors = { ...Object.fromEntries(found), ...(result.ok ? {} : result.errors) };
  return Object.keys(errors).length === 0 ? result : { ok: false, typed: result.typed, errors };
}

export function countryProblem(code: string): Message | null {
  return code === '' || isCountry(code) ? null : NOT_IN_LIST;
}

/**
 * The state as it is stored: its name out of the country's list, as typed where the country has none.
 * @param kept what is stored already; an import may have brought a name that is in no list (IMP-3), and it stays good.
 * @returns null for a state that the list does not know.
 */
export function stateName(country: string, text: string, kept: { country: string; state: string }, language: string): string | null {
  if (text === '' || !isCountry(country) || subdivisions(country, language).length === 0) return text;
  if (country === kept.country && text === kept.state) return text;
  const code = resolveSubdivision(country, text);
  return code === null ? null : subdivisionName(code, language);
}
