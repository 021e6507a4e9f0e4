import { foldName } from '../../../kernel/reference/fold';
import { HEADER_PREFIXES, HEADER_SYNONYMS } from './header-synonyms';
import { IMPORT_FIELDS, type ImportField } from './import-fields';

export interface RecognisedColumn {
  field: ImportField | null;
  /** False where the name was only nearly one we know: the page asks to check. */
  sure: boolean;
}

export type HeadingLabels = Readonly<Partial<Record<ImportField, string>>>;

interface Candidate {
  field: ImportField;
  /** Smaller is better. */
  rank: number;
}

/** Their words are too common to be guessed from a part: "Address type", "Company title". */
const EXACT_ONLY: ReadonlySet<ImportField> = new Set<ImportField>(['type', 'is_company', 'active', 'title', 'name', 'tax_exempt']);

let known: Map<string, Candidate[]> | undefined;

function synonyms(): Map<string, Candidate[]> {
  if (known) return known;
  const map = new Map<string, Candidate[]>();
  const add = (name: string, candidate: Candidate): void => {
    const key = headerKey(name);
    const list = map.get(key);
    if (!list) map.set(key, [candidate]);
    else if (!list.some((c) => c.field === candidate.field)) list.push(candidate);
  };
  // Our own headings first: what the product exports is recognised one to one.
  for (const field of IMPORT_FIELDS) add(field, { field, rank: 0 });
  for (const field of IMPORT_FIELDS) HEADER_SYNONYMS[field].split('|').forEach((name, i) => add(name, { field, rank: i + 1 }));
  known = map;
  return map;
}

function headerKey(header: string): string {
  return header.length > 200 ? '' : foldName(header).replaceAll(' ', '');
}

/**
 * Which field each column of a file most likely is (IMP-2). A field is given once, to the column that fits
 * best; a heading that is not known is tried without numbers and leading words ("Bemerkung 2", "Kunden-Ort").
 * @param languages the headings the pages show, per field, the reader's language first: a list saved from the screen is
 * recognised, also by somebody who reads another language than the one who saved it
 */
export function recogniseHeaders(header: readonly string[], ...languages: readonly HeadingLabels[]): RecognisedColumn[] {
  const own = spokenBy(header.map(headerKey), languages);
  const wishes = header.flatMap((name, column) => wishesOf(name, own).map((wish) => ({ ...wish, column })));
  wishes.sort((a, b) => Number(b.sure) - Number(a.sure) || a.rank - b.rank || a.column - b.column);

  const result: RecognisedColumn[] = header.map(() => ({ field: null, sure: true }));
  const given = new Set<ImportField>();
  for (const { column, field, sure } of wishes) {
    const target = result[column] as RecognisedColumn;
    if (target.field !== null || given.has(field)) continue;
    given.add(field);
    result[column] = { field, sure };
  }
  return surnameNotName(header, result, given);
}

/** The headings of the language in which the file knows most of them; one file is saved in one language. */
function spokenBy(keys: readonly string[], languages: readonly HeadingLabels[]): ReadonlyMap<string, ImportField> {
  let [best, most] = [new Map<string, ImportField>(), 0];
  for (const labels of languages) {
    const own = new Map(IMPORT_FIELDS.flatMap((field) => (labels[field] ? [[headerKey(labels[field]), field] as const] : [])));
    const hits = keys.filter((key) => own.has(key)).length;
    if (hits > most) [best, most] = [own, hits];
  }
  return best;
}

function wishesOf(header: string, own: ReadonlyMap<string, ImportField>): (Candidate & { sure: boolean })[] {
  const key = headerKey(header);
  if (key === '') return [];
  const label = own.get(key);
  if (label) return [{ field: label, rank: -1, sure: true }];
  const exact = synonyms().get(key);
  if (exact) return exact.map((c) => ({ ...c, sure: true }));
  for (const near of nearKeys(key)) {
    const found = synonyms().get(near);
    if (found) return found.filter((c) => !EXACT_ONLY.has(c.field)).map((c) => ({ ...c, sure: false }));
  }
  return [];
}

function nearKeys(key: string): string[] {
  const bare = key.replace(/\d+$/, '');
  const keys = [bare];
  for (const prefix of HEADER_PREFIXES) if (bare.startsWith(prefix) && bare.length > prefix.length + 1) keys.push(bare.slice(prefix.length));
  return keys;
}

/**
 * "Name; Vorname", "Nom; Prénom": beside a first name and without a last name, "name" is the last name;
 * "Cognome; Nome" the other way round; and "Nombre" alone is the whole name.
 */
function surnameNotName(header: readonly string[], result: RecognisedColumn[], given: ReadonlySet<ImportField>): RecognisedColumn[] {
  const first = given.has('first_name');
  const last = given.has('last_name');
  return result.map((column, i) => {
    const key = headerKey(header[i] as string);
    if (column.field === 'name' && first && !last && ['name', 'nom', 'nome'].includes(key)) return { field: 'last_name', sure: false };
    if (column.field === 'name' && last && !first && ['nome', 'name'].includes(key)) return { field: 'first_name', sure: false };
    if (column.field === 'first_name' && !last && !given.has('name') && key === 'nombre') return { field: 'name', sure: false };
    return column;
  });
}
