import isoCountries from 'i18n-iso-countries';
import type { Named } from './countries';
import { foldName } from './fold';

/** ISO 639-1 codes a customer or contact may have (CUS-13): every language the country names come in, and a few more. */
const CODES: ReadonlySet<string> = new Set([...isoCountries.getSupportedLanguages().filter((code) => code !== 'no'), 'lb', 'lo', 'my', 'ne', 'te', 'kn', 'gu', 'pa', 'si', 'yo', 'ig', 'zu', 'xh', 'rw', 'eo', 'la'].sort());

export function isLanguage(code: string): boolean {
  return CODES.has(code);
}

const displays = new Map<string, Intl.DisplayNames>();

/** What a language is called in the language of the page, with the capital that begins an entry of a list. */
export function languageName(code: string, language: string): string {
  let display = displays.get(language);
  if (!display) displays.set(language, display = new Intl.DisplayNames([language, 'en'], { type: 'language' }));
  const name = display.of(code) ?? code;
  return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1);
}

/** Every language, named and sorted in the language of the page. */
export function languages(language: string): Named[] {
  const collator = new Intl.Collator(language);
  return [...CODES].map((code) => ({ code, name: languageName(code, language) })).sort((a, b) => collator.compare(a.name, b.name));
}

let known: Map<string, string> | undefined;

/**
 * The language a cell means: a code ("de", "de_DE", "pt-BR", "deu" not), or its name in English, German,
 * French, Spanish, Portuguese, Italian, Dutch or itself.
 * @returns the ISO 639-1 code or null
 */
export function resolveLanguage(text: string): string | null {
  if (text.length > 60) return null;
  const code = /^([a-z]{2})(?:[-_][a-z0-9]{2,8})*$/i.exec(text)?.[1]?.toLowerCase();
  if (code !== undefined) return code === 'no' ? 'nb' : CODES.has(code) ? code : null;
  if (!known) {
    known = new Map();
    for (const code of CODES) {
      for (const language of ['en', code, 'de', 'fr', 'es', 'pt', 'it', 'nl']) {
        const key = foldName(new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? '');
        if (key !== '' && !known.has(key)) known.set(key, code);
      }
    }
    known.set('norwegian', 'nb').set('mandarin', 'zh').set('farsi', 'fa');
  }
  return known.get(foldName(text)) ?? null;
}
