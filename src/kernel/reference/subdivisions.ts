import type { Named } from './countries';
import { foldName } from './fold';
import { SUBDIVISION_LINES } from './subdivisions.data';

interface Subdivision {
  code: string;
  english: string;
  local: string;
  parent: string;
}

/** Where addresses name the lower level: Irish counties, Italian and Spanish provinces, Philippine provinces. */
const LOWER_LEVEL: ReadonlySet<string> = new Set(['ES', 'IE', 'IT', 'PH']);

let table: Map<string, Subdivision[]> | undefined;

function byCountry(): Map<string, Subdivision[]> {
  if (table) return table;
  const map = new Map<string, Subdivision[]>();
  for (const line of SUBDIVISION_LINES.trim().split('\n')) {
    const [code, english, local, parent] = line.split('|') as [string, string, string?, string?];
    const country = code.slice(0, 2);
    let list = map.get(country);
    if (!list) map.set(country, (list = []));
    list.push({ code, english, local: local || english, parent: parent ?? '' });
  }
  table = map;
  return map;
}

/**
 * The states, provinces or counties an address in this country may name (ISO 3166-2), sorted; empty for
 * countries without. In English by their English name, in any other language by their own.
 */
export function subdivisions(country: string, language: string): Named[] {
  const all = byCountry().get(country) ?? [];
  const wanted = all.filter((s) => (LOWER_LEVEL.has(country) ? s.parent !== '' || !hasChildren(all, s) : s.parent === ''));
  const english = language.startsWith('en');
  const collator = new Intl.Collator(language);
  return wanted
    .map((s) => ({ code: s.code, name: english ? s.english : s.local }))
    .sort((a, b) => collator.compare(a.name, b.name));
}

function hasChildren(all: readonly Subdivision[], above: Subdivision): boolean {
  const short = above.code.slice(3);
  return all.some((s) => s.parent === short);
}

/** Its name in the language of the page; the code itself when it is unknown. */
export function subdivisionName(code: string, language: string): string {
  const found = byCountry().get(code.slice(0, 2))?.find((s) => s.code === code);
  return found === undefined ? code : language.startsWith('en') ? found.english : found.local;
}

const ALIASES: Readonly<Record<string, string>> = {
  'US:washington dc': 'US-DC',
  'US:wash dc': 'US-DC',
  'CA:pq': 'CA-QC',
  'CA:nf': 'CA-NL',
};

/** "Co. Cork", "State of Ohio", "Provincia di Milano". */
const PREFIX = /^(?:co|county|(?:state|province) of|provincia d[ei]) /;

const indexes = new Map<string, Map<string, string>>();

function indexOf(country: string): Map<string, string> {
  let index = indexes.get(country);
  if (index) return index;
  index = new Map();
  const all = byCountry().get(country) ?? [];
  for (const s of all) {
    index.set(foldName(s.code), s.code);
    index.set(foldName(s.code.slice(3)), s.code);
  }
  // Higher levels before lower ones, so that a region wins over the province of the same name.
  for (const s of [...all].sort((a, b) => Number(a.parent !== '') - Number(b.parent !== ''))) {
    for (const name of [s.english, s.local, ...s.local.split(/[/,(]/), ...s.english.split('/')]) {
      const key = foldName(name);
      if (key !== '' && !index.has(key)) index.set(key, s.code);
    }
  }
  indexes.set(country, index);
  return index;
}

/**
 * The subdivision a cell means: "CA", "US-CA", "California", "Kalifornien" in its own or the English name.
 * @returns the ISO 3166-2 code, or null: then the text is kept as it is (IMP-3)
 */
export function resolveSubdivision(country: string, text: string): string | null {
  if (text.length > 100) return null;
  const key = foldName(text);
  const index = indexOf(country);
  return ALIASES[`${country}:${key}`] ?? index.get(key) ?? index.get(key.replace(PREFIX, '')) ?? null;
}
