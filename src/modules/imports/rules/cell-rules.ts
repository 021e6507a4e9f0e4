/** Cells to values, hand-written because a million rows go through them. Each gives undefined for "not understood". */

const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const SUSPECT = /[\u0000-\u001f\u007f\u0080-\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff\ufeff]|  /;

/** One line: control characters out, blanks joined, trimmed; as the forms do. */
export function oneLine(cell: string): string {
  if (!SUSPECT.test(cell)) return cell.trim();
  return cell.toWellFormed().replace(CONTROLS, '').replace(/\s+/g, ' ').trim();
}

/** Line breaks stay, as LF. */
export function severalLines(cell: string): string {
  if (!SUSPECT.test(cell)) return cell.trim();
  return cell.toWellFormed().replace(CONTROLS, '').replace(/\r\n?/g, '\n').trim();
}

/** Length as the database counts it: code points, not UTF-16 units. */
export function longerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > max * 2) return true;
  let count = 0;
  for (const _ of text) if (++count > max) return true;
  return false;
}

const YES: ReadonlySet<string> = new Set(['1', 'yes', 'y', 'true', 'x', 'on', 'active', 'ja', 'wahr', 'aktiv', 'oui', 'vrai', 'actif', 'sí', 'si', 'verdadero', 'activo', 'sim', 'verdadeiro', 'ativo', 'evet', '✓']);
const NO: ReadonlySet<string> = new Set(['0', 'no', 'n', 'false', 'off', 'inactive', 'nein', 'falsch', 'inaktiv', 'non', 'faux', 'inactif', 'falso', 'inactivo', 'não', 'nao', 'inativo', 'hayır']);

export function yesOrNo(text: string): boolean | undefined {
  if (text.length > 20) return undefined;
  const word = text.toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}

const COMPANY: ReadonlySet<string> = new Set(['company', 'business', 'organization', 'organisation', 'b2b', 'firma', 'unternehmen', 'geschäftskunde', 'société', 'entreprise', 'professionnel', 'empresa', 'compañía', 'azienda', 'bedrijf', 'şirket', 'c']);
const PERSON: ReadonlySet<string> = new Set(['person', 'individual', 'private', 'consumer', 'b2c', 'privat', 'privatperson', 'privatkunde', 'personne', 'particulier', 'persona', 'particular', 'pessoa', 'privato', 'kişi', 'bireysel', 'p']);

export function customerType(text: string): 'company' | 'person' | undefined {
  if (text.length > 30) return undefined;
  const word = text.toLowerCase();
  return COMPANY.has(word) ? 'company' : PERSON.has(word) ? 'person' : undefined;
}

const BEFORE: ReadonlySet<string> = new Set(['before_tax', 'before tax', 'vor steuer', 'avant taxe', 'antes de impuestos']);
const AFTER: ReadonlySet<string> = new Set(['after_tax', 'after tax', 'nach steuer', 'après taxe', 'después de impuestos']);

export function discountKind(text: string): 'none' | 'before_tax' | 'after_tax' | undefined {
  if (text.length > 40) return undefined;
  const word = text.toLowerCase();
  return word === 'none' ? 'none' : BEFORE.has(word) ? 'before_tax' : AFTER.has(word) ? 'after_tax' : undefined;
}

/**
 * A decimal number not below zero in either way of writing, with four decimals as the database keeps it:
 * "1,234.5", "1.234,5", "1 234,50" → "1234.5000". "1,234" could be both and is not understood.
 * @param digits most digits before the point
 */
export function decimal(text: string, digits: number): string | undefined {
  if (text.length > 40) return undefined;
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/%$/, '');
  if (!/^\+?\d[\d.,]*$/.test(plain)) return undefined;
  const number = plain.replace('+', '');
  const point = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
  if (point < 0) return fixed(number, '', digits);
  const mark = number[point] as string;
  const other = mark === '.' ? ',' : '.';
  const whole = number.slice(0, point);
  const decimals = number.slice(point + 1);
  const grouped = (text: string, by: string): boolean => text.split(by).every((part, i) => (i === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(part));
  if (whole.includes(mark)) {
    // The same mark twice can only group thousands.
    return !whole.includes(other) && grouped(number, mark) ? fixed(number.replaceAll(mark, ''), '', digits) : undefined;
  }
  if (whole.includes(other)) return grouped(whole, other) ? fixed(whole.replaceAll(other, ''), decimals, digits) : undefined;
  if (decimals.length === 3 && whole.length <= 3 && whole !== '0') return undefined;
  return fixed(whole, decimals, digits);
}

function fixed(whole: string, decimals: string, digits: number): string | undefined {
  const bare = whole.replace(/^0+(?=\d)/, '');
  const kept = decimals.replace(/0+$/, '');
  if (bare.length > digits || kept.length > 4 || !/^\d*$/.test(kept)) return undefined;
  return `${bare}.${kept.padEnd(4, '0')}`;
}

/** Days: "30", "30 days", "net 30", "30 Tage". */
export function days(text: string, max: number): number | undefined {
  if (text.length > 30) return undefined;
  const found = /^(?:net )?(\d{1,4})(?: ?(?:d|days?|tage?|jours?|d[ií]as?|dias?|giorni|dagen|gün))?(?: net)?$/i.exec(text);
  const number = found ? Number(found[1]) : NaN;
  return number <= max ? number : undefined;
}

/** http and https only, a host with a dot; the scheme may be left out, as in the forms. */
export function isWebAddress(text: string): boolean {
  if (text.length > 255) return false;
  const hasScheme = /^[a-z][a-z0-9+.-]{0,20}:/i.test(text) && !/^[^/]*:\d+(\/|$)/.test(text);
  if (!URL.canParse(hasScheme ? text : `https://${text}`)) return false;
  const url = new URL(hasScheme ? text : `https://${text}`);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname.includes('.') && url.username === '';
}
