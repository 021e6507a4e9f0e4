import { normalise, isCjk, phoneDigits, wordsOf } from './normalise';

/** What of a subject can be found, as typed. */
export interface SearchTexts {
  /** Company and personal names. */
  names: readonly string[];
  emails: readonly string[];
  /** As typed, or better with the country in front ("+49…"). */
  phones: readonly string[];
  /** Customer numbers and the like: found by their exact spelling first. */
  numbers: readonly string[];
}

/** Kinds of rows in the table of codes. */
export const INNER = 0;
export const START = 1;
export const NUMBER = 2;
export const EMAIL = 3;

/** Longest word in one row; longer ones are cut into pieces that overlap by half, so any PIECE_QUERY characters stand whole in one. */
export const PIECE = 32;
export const PIECE_QUERY = 16;
/** Longest run from one place in a code, and the longest number or e-mail. */
export const CODE_LENGTH = 24;
export const KEY_LENGTH = 64;
/** Marks a piece that does not start a word. */
const CONTINUED = '~';
/** A single text is read up to here; the columns are shorter, this only bounds the work. */
const TEXT_LIMIT = 1000;

const HAS_DIGIT = /[0-9]/;
const ONLY_DIGITS = /^[0-9]+$/;
const PLAIN_CODE = /^[a-z0-9]+$/;
const LETTER_RUN = /[^0-9]+/g;

/** The spelling in which numbers are compared as a whole: normalised, without spaces. */
export function numberKey(text: string): string {
  return normalise(text.slice(0, TEXT_LIMIT)).replace(/\s+/g, '');
}

/** The spelling in which e-mail addresses are compared as a whole. */
export function emailToken(text: string): string {
  // Apostrophes are legal in addresses, but wordsOf drops them in names; treating them alike keeps one rule.
  return normalise(text.slice(0, TEXT_LIMIT)).replace(/\s+/g, '');
}

/**
 * The document of a subject: its tokens with a space before, between and after them. Everything in the index follows from it,
 * so a change is the difference of two documents. Tokens are words, whole e-mail addresses (with @) and whole numbers (with #).
 */
export function searchDocument(texts: SearchTexts): string {
  const tokens = new Set<string>();
  const addWord = (word: string): void => {
    tokens.add(word);
    if (HAS_DIGIT.test(word) && !ONLY_DIGITS.test(word)) {
      for (const run of word.match(LETTER_RUN) ?? []) if (run.length > 1) tokens.add(run);
    }
  };
  for (const name of texts.names) if (name) wordsOf(normalise(name.slice(0, TEXT_LIMIT))).forEach(addWord);
  for (const number of texts.numbers) {
    const key = numberKey(number);
    if (!key) continue;
    tokens.add(`#${key}`);
    wordsOf(key).forEach(addWord);
  }
  for (const email of texts.emails) {
    const token = emailToken(email);
    if (!token) continue;
    if (token.includes('@')) tokens.add(token);
    wordsOf(token).forEach(addWord);
  }
  for (const phone of texts.phones) {
    const digits = phoneDigits(phone.slice(0, TEXT_LIMIT));
    if (digits) tokens.add(digits);
  }
  return tokens.size === 0 ? ' ' : ` ${[...tokens].join(' ')} `;
}

/** Is told each row that stands for a document; the same row may come twice. */
export interface RowSink {
  word(word: string): void;
  code(kind: number, s: string, prev: string): void;
}

/** The rows that stand for a document: letters go to the table of words, all with digits in them to the table of codes. */
export function eachRow(document: string, sink: RowSink): void {
  for (const token of document.split(' ')) {
    if (token === '') continue;
    if (token.charCodeAt(0) === 35 /* # */) sink.code(NUMBER, cut(token.slice(1), KEY_LENGTH), '');
    else if (token.includes('@')) sink.code(EMAIL, emailKeyOf(token), '');
    else if (token.length === 1 && !isCjk(token)) continue; // too short to be searched for by itself
    else if (HAS_DIGIT.test(token)) addCode(token, sink);
    else addPieces(token, sink);
  }
}

/** An address turned round, "@domain local", so that one row answers both "@domain" and the whole address. */
export function emailKeyOf(token: string): string {
  const at = token.lastIndexOf('@');
  return cut(`${token.slice(at)} ${token.slice(0, at)}`, KEY_LENGTH).trimEnd();
}

function addPieces(word: string, sink: RowSink): void {
  if (word.length <= PIECE) {
    sink.word(word);
    return;
  }
  const letters = [...word];
  for (let from = 0; from === 0 || from + PIECE / 2 < letters.length; from += PIECE / 2) {
    const piece = letters.slice(from, from + PIECE).join('');
    sink.word(from === 0 ? piece : CONTINUED + piece);
  }
}

/** Every second place of a code is a row that knows the character before it: half the rows, and any three characters are found. */
function addCode(code: string, sink: RowSink): void {
  if (!PLAIN_CODE.test(code)) {
    const letters = [...code];
    sink.code(START, letters.slice(0, CODE_LENGTH).join(''), '');
    for (let at = 2; at + 2 <= letters.length; at += 2) sink.code(INNER, letters.slice(at, at + CODE_LENGTH).join(''), letters[at - 1] as string);
    return;
  }
  sink.code(START, code.slice(0, CODE_LENGTH), '');
  for (let at = 2; at + 2 <= code.length; at += 2) sink.code(INNER, code.slice(at, at + CODE_LENGTH), code.charAt(at - 1));
}

/** The first characters of a text, never half of one. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('');
}

/** The places inside a word from which a search may begin: at least three letters, in Han, kana and Hangul one. */
export function suffixesOf(word: string): string[] {
  const continued = word.startsWith(CONTINUED);
  const letters = [...(continued ? word.slice(1) : word)];
  const shortest = letters.some(isCjk) ? 1 : 3;
  const suffixes: string[] = [];
  for (let at = continued ? 0 : 1; at + shortest <= letters.length; at++) suffixes.push(letters.slice(at).join(''));
  return suffixes;
}
