const PARTICLES: ReadonlySet<string> = new Set([
  'von', 'van', 'de', 'der', 'den', 'del', 'della', 'di', 'da', 'do', 'dos', 'das', 'du', 'des', 'la', 'le', 'ten', 'ter', 'zu', 'zum', 'zur', 'bin', 'ibn', 'al', 'el', 'y',
]);

/**
 * A full name in two parts: "Anders, Maria", "Maria Anders", "Ludwig van Beethoven". A single word, and names
 * of scripts without blanks, are the last name.
 */
export function splitPersonName(text: string): { first: string | null; last: string | null } {
  const name = text.trim();
  const comma = name.indexOf(',');
  if (comma > 0) return { first: name.slice(comma + 1).trim() || null, last: name.slice(0, comma).trim() };
  const words = name.split(' ').filter((word) => word !== '');
  if (words.length < 2) return { first: null, last: name || null };
  let start = words.length - 1;
  for (let i = 1; i < words.length - 1; i++) {
    if (PARTICLES.has((words[i] as string).toLowerCase())) {
      start = i;
      break;
    }
  }
  return { first: words.slice(0, start).join(' '), last: words.slice(start).join(' ') };
}
