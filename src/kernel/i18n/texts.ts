import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance, type i18n } from 'i18next';
import type { Message } from './message';

export type TextParams = Readonly<Record<string, string | number>>;
export interface Language {
  /** BCP 47 code, the name of the folder. */
  readonly code: string;
  /** What the language calls itself. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
  /** Locale for figures and dates, from `common.locale` of that language. */
  readonly locale: string;
}
type Tree = { [key: string]: string | Tree };

const FALLBACK = 'en';

/**
 * Every word of the interface, from `<folder>/<language>/<namespace>.json`. A key is `namespace.path.to.text`.
 * `strict` (tests and development): a key without a text, or a text without its parameter, throws.
 * Otherwise the English text is shown, and failing that the key.
 */
export class Texts {
  private readonly i18n: i18n = createInstance();
  private readonly pieces = new Map<string, Map<string, readonly string[]>>();
  private readonly plurals = new Map<string, Intl.PluralRules>();
  private readonly figures = new Map<string, Intl.NumberFormat>();
  private readonly known: Language[];

  constructor(folder: string, private readonly strict: boolean) {
    const codes = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
    if (!codes.includes(FALLBACK)) throw new Error(`No folder ${FALLBACK} in ${folder}`);
    const resources = Object.fromEntries(codes.map((code) => [code, { texts: readLanguage(join(folder, code)) }]));
    void this.i18n.init({
      resources, lng: FALLBACK, fallbackLng: FALLBACK, defaultNS: 'texts', ns: ['texts'], nsSeparator: false, initAsync: false,
      returnedObjectHandler: (key: string) => {
        if (strict) throw new Error(`"${key}" is a branch of the language files, not a text`);
        return key;
      },
    });
    this.known = codes.map((code) => ({
      code, name: ownName(code), dir: this.i18n.dir(code), locale: this.t(code, 'common.locale'),
    }));
  }

  /** The text of `key` in `lang`; `params.count` chooses the plural form and is written as that language writes figures. */
  t(lang: string, key: string, params?: TextParams): string {
    const name = params?.count === undefined ? key : `${key} ${this.pluralForm(lang, Number(params.count))}`;
    let known = this.pieces.get(lang);
    if (!known) this.pieces.set(lang, known = new Map());
    let pieces = known.get(name);
    if (!pieces) {
      pieces = this.look(lang, key, params?.count);
      // Keys are literals of the program, so this map cannot grow with what people type; a missing key is not kept.
      if (pieces[0] !== key) known.set(name, pieces);
    }
    return pieces.length === 1 ? pieces[0] : this.filled(lang, key, pieces, params);
  }

  message(lang: string, message: Message): string {
    return this.t(lang, message.key, message.params);
  }

  languages(): readonly Language[] {
    return this.known;
  }

  /** The language with this code; English when there is none. */
  language(code: string | null | undefined): Language {
    return this.known.find((language) => language.code === code) ?? this.known.find((language) => language.code === FALLBACK)!;
  }

  /** The best language for an Accept-Language header (RFC 9110, 12.5.4), by exact code first, then by its first part. */
  negotiate(acceptLanguage: string | undefined): Language {
    const wishes = (acceptLanguage ?? '').slice(0, 500).split(',').map((part) => {
      const [range, ...rest] = part.trim().toLowerCase().split(';');
      const q = rest.map((piece) => piece.trim()).find((piece) => piece.startsWith('q='));
      return { range, q: q ? Number(q.slice(2)) || 0 : 1 };
    }).filter((wish) => wish.q > 0 && wish.range).sort((a, b) => b.q - a.q);
    for (const { range } of wishes) {
      const found = this.known.find((language) => language.code.toLowerCase() === range)
        ?? this.known.find((language) => language.code.toLowerCase().split('-')[0] === range.split('-')[0]);
      if (found) return found;
    }
    return this.language(FALLBACK);
  }

  /** The text cut at its parameters: words at even places, names at odd ones. */
  private look(lang: string, key: string, count?: string | number): readonly string[] {
    const options = count === undefined ? { lng: lang } : { lng: lang, count: Number(count) };
    if (!this.i18n.exists(key, options)) {
      if (this.strict) throw new Error(`No text "${key}" in the language files`);
      return [key];
    }
    return this.i18n.t(key, { ...options, skipInterpolation: true }).split(/\{\{\s*(\w+)\s*\}\}/);
  }

  private filled(lang: string, key: string, pieces: readonly string[], params: TextParams | undefined): string {
    let text = pieces[0];
    for (let i = 1; i < pieces.length; i += 2) {
      const value = params?.[pieces[i]];
      if (value === undefined && this.strict) throw new Error(`The text "${key}" lacks its parameter ${pieces[i]}`);
      text += `${pieces[i] === 'count' && typeof value === 'number' ? this.figure(lang, value) : value ?? ''}${pieces[i + 1]}`;
    }
    return text;
  }

  private figure(lang: string, value: number): string {
    let format = this.figures.get(lang);
    if (!format) this.figures.set(lang, format = new Intl.NumberFormat(this.language(lang).locale));
    return format.format(value);
  }

  /** Zero is a form of its own in every language: a text may have words for it where its language has none. */
  private pluralForm(lang: string, count: number): string {
    if (count === 0) return 'zero';
    let rules = this.plurals.get(lang);
    if (!rules) this.plurals.set(lang, rules = new Intl.PluralRules(lang));
    return rules.select(count);
  }
}

function readLanguage(folder: string): Tree {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8')) as Tree]));
}

function ownName(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.slice(0, 1).toLocaleUpperCase(code) + name.slice(1);
}
