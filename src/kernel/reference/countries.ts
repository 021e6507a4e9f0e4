import isoCountries from 'i18n-iso-countries';
import { COUNTRY_ALIASES } from './country-aliases';
import { foldName } from './fold';

export interface Named {
  code: string;
  name: string;
}

const CODES: ReadonlySet<string> = new Set(Object.keys(isoCountries.getAlpha2Codes()));
const MAX_LENGTH = 100;

/** Is it an ISO 3166-1 alpha-2 code, in capitals? (XK for Kosovo counts.) */
export function isCountry(code: string): boolean {
  return CODES.has(code);
}

const lists = new Map<string, readonly Named[]>();

/** Every country, named and sorted in the language of the page. */
export function countries(language: string): readonly Named[] {
  let list = lists.get(language);
  if (!list) {
    const collator = new Intl.Collator(language);
    list = [...CODES].map((code) => ({ code, name: nameOf(code, language) })).sort((a, b) => collator.compare(a.name, b.name));
    lists.set(language, list);
  }
  return list;
}

const names = new Map<string, ReadonlyMap<string, string>>();

/** The country's name in the language of the page; the code itself when it is none. */
export function countryName(code: string, language: string): string {
  let map = names.get(language);
  if (!map) names.set(language, (map = new Map(countries(language).map((c) => [c.code, c.name]))));
  return map.get(code) ?? code;
}

const displays = new Map<string, Intl.DisplayNames>();

/** The everyday names of Intl ("Czechia", "Russia") rather than the official ones of the package. */
function nameOf(code: string, language: string): string {
  let display = displays.get(language);
  if (!display) displays.set(language, (display = new Intl.DisplayNames([language, 'en'], { type: 'region', fallback: 'none' })));
  return display.of(code) ?? isoCountries.getName(code, 'en') ?? code;
}

/** Languages whose everyday names are known too: asking Intl for all of them costs 150 ms and brings little. */
const EVERYDAY: readonly string[] = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'tr', 'vi', 'ar', 'pl', 'ru', 'ja', 'zh'];

let known: Map<string, string> | undefined;

/** Built at first use (≈ 90 ms, 12,000 names): only imports need it. */
function knownNames(): Map<string, string> {
  if (known) return known;
  const map = new Map<string, string>();
  const alpha3 = isoCountries.getAlpha3Codes();
  for (const code of CODES) map.set(code.toLowerCase(), code);
  for (const [code3, code] of Object.entries(alpha3)) map.set(code3.toLowerCase(), code);
  for (const [number, code] of Object.entries(isoCountries.getNumericCodes())) map.set(number, code);
  for (const [code, aliases] of Object.entries(COUNTRY_ALIASES)) for (const alias of aliases) map.set(foldName(alias), code);

  // Codes and aliases first, then English, then the rest: a later name never takes an earlier one's place,
  // and one that means two countries in its round means none.
  addRound(map, ['en']);
  addRound(map, isoCountries.getSupportedLanguages().filter((language) => language !== 'en'));
  known = map;
  return map;
}

function addRound(map: Map<string, string>, languages: readonly string[]): void {
  const round = new Map<string, string>();
  const add = (name: string, code: string): void => {
    const key = foldName(name);
    const other = round.get(key);
    round.set(key, other === undefined || other === code ? code : '');
  };
  for (const language of languages) {
    for (const [code, all] of Object.entries(isoCountries.getNames(language, { select: 'all' }))) for (const name of all) add(name, code);
    if (EVERYDAY.includes(language)) for (const code of CODES) add(nameOf(code, language), code);
  }
  for (const [key, code] of round) if (key !== '' && !map.has(key)) map.set(key, code);
}

/**
 * The country a cell means (IMP-3): ISO codes of two and three letters and digits, names in all languages
 * of the package, aliases, former names. Cheap in bulk after the first call.
 * @returns the alpha-2 code, or null when unknown or ambiguous ("Congo")
 */
export function resolveCountry(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const map = knownNames();
  const key = foldName(text);
  const code = map.get(key) ?? map.get(key.replace(/^the | the$/g, '')) ?? '';
  return code === '' ? null : code;
}
