import type { Message } from '../i18n/message';

export const PASSWORD_MIN = 8;

/** Short words (initials, "of") turn up by chance and prove nothing. */
const WORD_MIN = 4;

let common: ReadonlySet<string> | null = null;

/**
 * Whether `password` is one that others would guess (ASVS 6.2.4, 6.2.11, 6.2.12): on the list of the most common ones, or
 * mostly made of words that stand around the account. No composition rules (6.2.5). Length is asked by the form.
 * @param words names of the product, the company and the person, the e-mail address; split here
 * @returns why not, or null
 */
export function weakPassword(password: string, words: readonly string[]): Message | null {
  const folded = fold(password);
  if (commonPasswords().has(folded) || new Set(folded).size < 3) return { key: 'errors.password_common' };
  const known = words.flatMap((word) => fold(word).split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= WORD_MIN);
  const rest = known.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, ''), folded);
  return rest.length < PASSWORD_MIN && rest.length < folded.length ? { key: 'errors.password_about_you' } : null;
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Loaded at the first question; only what is long enough to pass the form is kept. */
function commonPasswords(): ReadonlySet<string> {
  if (common) return common;
  const { dictionary }: typeof import('@zxcvbn-ts/language-common') = require('@zxcvbn-ts/language-common');
  common = new Set(dictionary['passwords-common'].map(fold).filter((password) => password.length >= PASSWORD_MIN));
  return common;
}
