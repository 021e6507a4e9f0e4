const LATIN_MARKS = /[\u0300-\u036f]/g;
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * A name as it is compared with other names: lower case, without accents, punctuation and double blanks.
 * Vowel signs of other scripts stay, they make different words.
 */
export function foldName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(LATIN_MARKS, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/ı/g, 'i')
    .replace(/&/g, ' and ')
    .replace(/['’`´.]/g, '')
    .replace(NO_WORD, ' ')
    .trim();
}
