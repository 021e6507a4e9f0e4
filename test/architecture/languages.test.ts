import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VIEWS } from '../support/views';

type Tree = { [key: string]: string | Tree };
type Words = ReadonlyMap<string, string>;

const FOLDER = join(VIEWS, 'languages');
const FORM = /_(zero|one|two|few|many|other)$/;
const languages = readdirSync(FOLDER).filter((code) => code !== 'en').sort();
const english = wordsOf('en');
/** Texts with plural forms. A key such as `too_many` only looks like one. */
const counted = new Set([...english.keys()].filter((key) => key.endsWith('_other')).map(stem));
const plural = (key: string): boolean => FORM.test(key) && counted.has(stem(key));

describe.each(languages)('the language %s', (code) => {
  const words = wordsOf(code);

  it('is one that Intl knows, and names a locale of its own', () => {
    expect(Intl.getCanonicalLocales(code)).toEqual([code]);
    expect(words.get('common.locale')?.split('-')[0]).toBe(code.split('-')[0]);
  });

  it('has every text, in all its plural forms, and none besides', () => {
    const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    const wanted = new Set([...english.keys()].flatMap((key) => (plural(key) ? forms.map((form) => `${stem(key)}_${form}`) : [key])));
    const allowed = new Set([...wanted, ...[...counted].map((key) => `${key}_zero`)]);
    expect({ missing: [...wanted].filter((key) => !words.has(key)), unknown: [...words.keys()].filter((key) => !allowed.has(key)) }).toEqual({ missing: [], unknown: [] });
  });

  it('says something in each text, without stray blanks', () => {
    expect([...words].filter(([, text]) => text === '' || text !== text.trim() || / {2}|\n | \n/.test(text)).map(([key]) => key)).toEqual([]);
  });

  it('fills in what the English text fills in', () => {
    // A form may leave the number out ("one customer"), as English does.
    const wrong = [...words].filter(([key, text]) => {
      const model = english.get(key) ?? english.get(`${stem(key)}_other`) ?? '';
      return plural(key)
        ? String(parameters(text).filter((name) => name !== 'count')) !== String(parameters(model).filter((name) => name !== 'count'))
          || (parameters(text).includes('count') && !parameters(english.get(`${stem(key)}_other`) ?? '').includes('count'))
        : String(parameters(text)) !== String(parameters(model));
    });
    expect(wrong.map(([key, text]) => `${key}: ${text}`)).toEqual([]);
  });

  it('says the number in a form that serves several numbers', () => {
    const rules = new Intl.PluralRules(code);
    const numbers = Array.from({ length: 200 }, (_, count) => count).concat(1_000_000);
    const bare = [...words].filter(([key, text]) => {
      const form = plural(key) ? FORM.exec(key)?.[1] : undefined;
      if (!form || form === 'zero' || parameters(text).includes('count') || !parameters(english.get(`${stem(key)}_other`) ?? '').includes('count')) return false;
      return numbers.filter((count) => count > 0 && rules.select(count) === form).length > 1;
    });
    expect(bare.map(([key]) => key)).toEqual([]);
  });
});

function wordsOf(code: string): Words {
  const files = readdirSync(join(FOLDER, code)).filter((name) => name.endsWith('.json'));
  const trees = files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(FOLDER, code, name), 'utf8')) as Tree] as const);
  return new Map(leaves(Object.fromEntries(trees)));
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`)));
}

function stem(key: string): string {
  return key.replace(FORM, '');
}

/** Names in `{{name}}` of texts and in `{name}` of letters. */
function parameters(text: string): string[] {
  return [...new Set([...text.matchAll(/\{+\s*(\w+)\s*\}+/g)].map(([, name]) => name))].sort();
}
