import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { isCjk, normalise, phoneDigits, wordsOf } from './normalise';
import { CODE_LENGTH, cut, emailToken, KEY_LENGTH, numberKey, PIECE_QUERY } from './terms';

/** Longer input is cut; nobody types more. */
export const SEARCH_MAX = 200;
/** More words than this are left out of account. */
const MOST_TERMS = 8;
/** A place in an index from which hits are listed. */
export interface Anchor {
  table: 'words' | 'codes' | 'domain';
  text: string;
  /** Short terms match the start of a word only. */
  inside: boolean;
}

/** A term as it must appear in the document of a hit; with `inside` false at the start of a word. */
export interface Check {
  text: string;
  inside: boolean;
  /** Where hits of this check are listed; null when it is too short for that. */
  anchor: Anchor | null;
}

/** All checks hold for a hit. */
export interface Clause {
  checks: Check[];
}

export interface SearchPlan {
  /** Whole number and whole address, compared before anything else; '' when it cannot be one. */
  number: string;
  email: string;
  /** A hit fulfils any of these; hits of the first come first. */
  clauses: Clause[];
}

// Digits and what people put between them.
const PHONE_LIKE = /^[+(]?[0-9][0-9\s()./+-]*$/;
const INTERNATIONAL = /(?:^|\s)(?:\+|00|\(?0)[0-9\s()./-]{5,}[0-9](?=\s|$)/;
const HAS_DIGIT = /[0-9]/;

/**
 * What a typed text looks for, or null when it is too short to look for anything (fewer than two characters,
 * or one of Han, kana or Hangul) and not a number or address either. CUS-3.
 */
export function searchPlan(typed: string): SearchPlan | null {
  const text = normalise(typed.slice(0, SEARCH_MAX)).replace(/\s+/g, ' ').trim();
  if (text === '') return null;
  const clauses: Clause[] = [];

  const add = (checks: Check[]): void => {
    if (checks.some((check) => check.anchor !== null)) clauses.push({ checks });
  };
  if (PHONE_LIKE.test(text) && /^00|[^0-9]/.test(text)) {
    const digits = phoneDigits(text);
    if (digits.length >= 3) add([termCheck(national(digits))]);
    // A number as it is dialled abroad also finds the same number stored without its country.
    if (/^\(?(\+|00)/.test(text)) {
      const home = withoutCountry(digits);
      if (home.length >= 6) add([termCheck(home)]);
    }
  }
  const phone = INTERNATIONAL.exec(text);
  if (phone && phone[0].trim() !== text) {
    const rest = `${text.slice(0, phone.index)} ${text.slice(phone.index + phone[0].length)}`;
    add([termCheck(national(phoneDigits(phone[0]))), ...checksOf(rest)]);
  }
  // "553 053" may be one number or two; with a zero, a plus or more groups it is one.
  if (clauses.length === 0 || !PHONE_LIKE.test(text) || /^[0+(]|\d\D+\d+\D+\d/.test(text) === false) add(checksOf(text));

  const number = numberKey(text);
  const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? emailToken(text) : '';
  return clauses.length === 0 && !HAS_DIGIT.test(number) ? null : { number, email, clauses };
}

/** The trunk zero is dialled at home only: "030 123456" is stored as "+49 30 123456". Short numbers keep their zeros. */
function national(digits: string): string {
  const rest = digits.replace(/^0{1,2}/, '');
  return rest.length >= 6 ? rest : digits;
}

const COUNTRY_CODES = new Set<string>(getCountries().map((country) => getCountryCallingCode(country)));

/** The number without its country code (one to three digits, none the beginning of another); '' when there is none. */
function withoutCountry(digits: string): string {
  const length = [1, 2, 3].find((count) => COUNTRY_CODES.has(digits.slice(0, count)));
  return length === undefined ? '' : digits.slice(length);
}

function checksOf(text: string): Check[] {
  const checks: Check[] = [];
  for (const term of text.split(' ').slice(0, MOST_TERMS)) {
    const at = term.lastIndexOf('@');
    if (at >= 0) {
      const domain = term.slice(at);
      // A part of an address stands in the document as it was typed.
      if (term.length > 1) checks.push({ text: term, inside: true, anchor: domain.length > 1 ? { table: 'domain', text: cut(domain, KEY_LENGTH), inside: false } : null });
      // Words before the @ only tell where to look; the first may be the end of one.
      for (const word of wordsOf(term.slice(0, at))) if (word.length >= 3) checks.push({ ...termCheck(word), text: word });
      continue;
    }
    for (const word of wordsOf(term)) checks.push(termCheck(word));
  }
  return checks;
}

function termCheck(word: string): Check {
  const length = [...word].length;
  const inside = length >= 3 || isCjk(word);
  if (HAS_DIGIT.test(word)) {
    const text = /^[0-9]+$/.test(word) ? national(word) : word;
    return { text, inside, anchor: length >= 2 ? { table: 'codes', text: cut(text, CODE_LENGTH), inside } : null };
  }
  return { text: word, inside, anchor: length >= 2 || inside ? { table: 'words', text: cut(word, PIECE_QUERY), inside } : null };
}
