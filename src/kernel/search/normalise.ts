/**
 * One spelling for what people type and what is stored: case, accents, width and look-alike letters do not matter (CUS-3).
 * Only marks that people leave out are stripped; vowels of Devanagari or Thai and voiced kana carry the meaning and stay.
 */
const MARKS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/g;
// Apostrophes inside words (O'Brien, d’Arc) and invisible characters join what stands around them.
const JOINERS = /['\u2018\u2019\u201b\u02bc\u02bb\u02b9\u05f3\u05f4\u0060\u00b4]|\p{Cf}/gu;
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o', ł: 'l', ß: 'ss', ı: 'i', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ŋ: 'n', ħ: 'h', ŧ: 't', ĸ: 'k', ə: 'e', ɓ: 'b', ɗ: 'd', ƙ: 'k',
  ς: 'σ', ى: 'ي', ی: 'ي', ک: 'ك',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;
const ANY_DIGIT = /^\p{Nd}$/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** Decimal digits stand in blocks of ten; the first of the block is the zero. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) as number;
  let zero = code;
  while (code - zero < 9 && ANY_DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/**
 * Lower case without accents, compatibility forms resolved, digits of all scripts as 0–9. Idempotent; linear in the length.
 * Punctuation and spaces stay, except apostrophes and invisible characters.
 */
export function normalise(text: string): string {
  const plain = PLAIN.test(text);
  // Lower case first: "İ" becomes "i" and a mark.
  let result = text.toLowerCase();
  if (!plain) {
    result = result
      .normalize('NFKD')
      .toLowerCase()
      .replace(MARKS, '')
      .replace(LETTER, (letter) => LETTERS[letter] as string)
      .replace(OTHER_DIGIT, digitValue)
      .normalize('NFC');
  }
  return result.replace(JOINERS, '');
}

const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u30fc\\u3005';
const WORD = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const ONLY_CJK = new RegExp(`^[${CJK}]+$`, 'u');
const ASCII_WORD = /[a-z0-9]+/g;

/** The words of a normalised text: runs of letters and digits; Han, kana and Hangul stand apart from other letters. */
export function wordsOf(normalised: string): string[] {
  return (PLAIN.test(normalised) ? normalised.match(ASCII_WORD) : normalised.match(WORD)) ?? [];
}

/** Whether a word is written in Han, kana or Hangul, where one character already says something. */
export function isCjk(word: string): boolean {
  return word.charCodeAt(0) > 0x10ff && ONLY_CJK.test(word);
}

/**
 * The digits of a telephone number as they are compared: a trunk "(0)" and an international "00" are left out.
 * "+49 (0)30 12-34" → "49301234".
 */
export function phoneDigits(text: string): string {
  const normalised = normalise(text).replace(/\(\s*0\s*\)/g, '');
  const digits = normalised.replace(/\D/g, '');
  return /^\s*00/.test(normalised) ? digits.slice(2) : digits;
}
