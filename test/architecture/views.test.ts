import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';
import { ViewEngine } from '../../src/kernel/views/engine';
import { builtAssets, ROOT, VIEWS } from '../support/views';

type Tree = { [key: string]: string | Tree };

const filesBelow = (folder: string, ending: string) => readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(ending)).map((entry) => join(entry.parentPath, entry.name));
const templates = filesBelow('views', '.hbs').map((file) => ({ name: relative(VIEWS, file), source: readFileSync(file, 'utf8') }));
const program = filesBelow('src', '.ts').map((file) => ({ name: relative(ROOT, file), source: readFileSync(file, 'utf8') }));

/** Forms of people without a session: there is nothing a token could be bound to. */
const SIGNED_OUT = new Set(['staff/sign-in.hbs', 'area/sign-in.hbs']);

/** Where `pattern` is found: "file: text". */
function hits(pattern: RegExp, from = templates, prepare = (source: string) => source): string[] {
  return from.flatMap(({ name, source }) => [...prepare(source).matchAll(pattern)].map(([text]) => `${name}: ${text}`));
}
const withoutMustaches = (source: string) => source.replace(/\{\{[^}]*\}\}/g, '\u0001');

describe('templates', () => {
  it('all compile strictly', () => {
    expect(() => new ViewEngine({ folder: VIEWS, assets: builtAssets() }).compileAll()).not.toThrow();
  });

  it('are all there that the program renders', () => {
    const names = new Set(templates.map(({ name }) => name.replace(/\.hbs$/, '')));
    const asked = program.flatMap(({ source }) => [...source.matchAll(/\b(?:page|refused|render)\(\s*'([a-z0-9/-]+)'/g)].map(([, view]) => view));
    expect(asked.filter((view) => !names.has(view))).toEqual([]);
  });

  it('print nothing raw', () => expect(hits(/\{\{\{|\{\{~?&/g)).toEqual([]));
  it('carry no style and no script of their own, but for the letter, which no stylesheet reaches', () =>
    expect(hits(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on/g, templates, withoutMustaches)).toEqual(['mail/letter.hbs: <style']));
  it('quote every attribute that holds a value', () => expect(hits(/[\w-]+=\u0001/g, templates, withoutMustaches)).toEqual([]));

  it('lead only to addresses that a helper has looked at', () => {
    const safe = /^\{\{(?:url|here|href|external|mailto|tel|asset)\s/;
    const found = hits(/\b(?:href|src|action|formaction|data-hx-\w+)="\s*\{\{[^}]*\}\}/g).filter((hit) => !safe.test(hit.slice(hit.indexOf('{{'))));
    expect(found).toEqual([]);
  });

  it('guard every form that is posted', () => {
    const forms = templates.flatMap(({ name, source }) => [...source.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/g)].map(([form]) => ({ name, form })));
    expect(forms.filter(({ name, form }) => !SIGNED_OUT.has(name) && !form.includes('{{> form-guard}}')).map(({ name, form }) => `${name}: ${form.slice(0, 80)}`)).toEqual([]);
  });

  it('write a part with content in the block form', () => {
    const withContent = new Set(templates.filter(({ source }) => source.includes('{{> @partial-block}}')).map(({ name }) => name.replace(/^partials\/|\.hbs$/g, '')));
    expect(hits(/\{\{>\s*[a-z/-]+/g).filter((hit) => withContent.has(hit.split(/\{\{>\s*/)[1]))).toEqual([]);
  });
});

describe('what passes raw', () => {
  it('is made in one place only', () => {
    expect(program.filter(({ source }) => /\bnew Handlebars\.SafeString|\bnew SafeString/.test(source)).map(({ name }) => name)).toEqual(['src/kernel/views/markup.ts']);
  });
});

describe('words', () => {
  const english = Object.fromEntries(filesBelow('views/languages/en', '.json').map((file) => [relative(join(VIEWS, 'languages/en'), file).replace('.json', ''), JSON.parse(readFileSync(file, 'utf8')) as Tree]));
  const keys = leaves(english).map((key) => key.replace(/_(zero|one|two|few|many|other)$/, ''));
  const known = new Set(keys);
  const branches = new Set(keys.flatMap((key) => key.split('.').map((_, end, parts) => parts.slice(0, end).join('.'))));
  const inTemplates = new Set(templates.flatMap(({ source }) => stringsOf(source)));

  it('exist in English for each key that is used', () => {
    const asked = templates.flatMap(({ name, source }) => [...source.matchAll(/(?:\{\{|\()t "([^"]+)"/g)].map(([, key]) => [name, key]));
    const named = program.flatMap(({ name, source }) => [...source.matchAll(/\b(?:key|label): '([a-z]\w*(?:\.\w+)+)'/g)].map(([, key]) => [name, key]))
      .filter(([, key]) => existsSync(join(VIEWS, 'languages/en', `${key.split('.')[0]}.json`)) && !/\.$/.test(key));
    expect([...asked, ...named].filter(([, key]) => !known.has(key) && !branches.has(key)).map((pair) => pair.join(': '))).toEqual([]);
  });

  it('are all used', () => {
    const literals = new Set([...inTemplates, ...program.flatMap(({ source }) => [...source.matchAll(/'([a-z]\w*(?:\.\w+)+)'/g)].map(([, text]) => text))]);
    // A key put together at run time names its branch: `imports.state.${state}`, or a helper that is given the branch.
    const open = new Set([...program.flatMap(({ source }) => [...source.matchAll(/`([a-z]\w*(?:\.\w+)*)\.\$\{/g)].map(([, branch]) => branch)), ...[...literals].filter((text) => branches.has(text))]);
    const used = (key: string) => literals.has(key) || key.split('.').some((_, end, parts) => end > 0 && open.has(parts.slice(0, end).join('.')));
    expect([...known].filter((key) => !used(key))).toEqual([]);
  });
});

describe('the stylesheet', () => {
  const css = readFileSync(join(ROOT, 'public/app.css'), 'utf8');
  const behindTokens = css.slice(css.indexOf('[data-theme=light]'));

  it('writes colours in the block of tokens only', () => {
    expect(behindTokens.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi)?.filter((hit) => !/^#(errors|filters)/.test(hit)) ?? []).toEqual([]);
  });

  it('knows no left and right but where the language has no other word', () => {
    const allowed = [/\[dir=auto\]\{text-align:left\}\[dir=rtl\] \[dir=auto\]\{text-align:right\}/, /background-position:(left|right) 9px center/, /transform-origin:left/];
    const rest = allowed.reduce((text, pattern) => text.replace(new RegExp(pattern, 'g'), ''), behindTokens.replace(/\/\*[\s\S]*?\*\//g, ''));
    expect(rest.match(/[\w-]*\b(?:left|right)\b[^;}]*/g) ?? []).toEqual([]);
  });
});

function leaves(tree: Tree, path = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [`${path}${name}`] : leaves(value, `${path}${name}.`)));
}

/** Every text in quotes that a template hands to a helper or a part. */
function stringsOf(source: string): string[] {
  const found: string[] = [];
  class Strings extends Handlebars.Visitor {
    override StringLiteral(literal: hbs.AST.StringLiteral): void { found.push(literal.value); }
  }
  new Strings().accept(Handlebars.parse(source));
  return found;
}
