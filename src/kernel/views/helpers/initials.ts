import { textArgument } from '../helper-arguments';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const QUOTES = /[«»"„”“'’()]/g;
const COMPANY_FIRST = /^(株式会社|有限会社|合同会社|ТОО|ООО|АО|บริษัท)\s*/u;
const ALONE = /^[\p{L}\p{N}](?![\p{M}\u200d\ufe0f])/u;
const NO_SPACES = /[぀-ヿ㐀-鿿]/;

/** `{{initials name}}`: one or two letters for a picture-less person or company, in any script; "?" without a letter. */
export function initials(name: unknown): string {
  const clean = textArgument('initials', name).replace(QUOTES, '').replace(COMPANY_FIRST, '');
  const words = clean.split(/[\s\-–,./]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return '?';
  const letters = NO_SPACES.test(clean) || words.length === 1 ? first(words[0]) : first(words[0]) + first(words[1]);
  return letters.toUpperCase();
}

function first(word: string): string {
  const letter = word.slice(word.search(/[\p{L}\p{N}]/u));
  // The segmenter costs forty times as much as a look at the letter behind, and few letters are made of several parts.
  return ALONE.exec(letter)?.[0] ?? [...graphemes.segment(letter.slice(0, 32))][0].segment;
}
