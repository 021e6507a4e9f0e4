import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readForm } from '../../src/kernel/forms/read-form';
import { Email, LongText, Phone, Text, WebAddress } from '../../src/kernel/forms/fields';

// A22: patterns that a long text cannot make slow, by their structure; nothing here looks at a clock.

const SRC = join(__dirname, '../../src');

/** Every regular expression of the program with its place. */
function patterns(): { place: string; source: string }[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).flatMap((name) => {
    const file = ts.createSourceFile(name, readFileSync(join(SRC, name), 'utf8'), ts.ScriptTarget.ES2022, true);
    const found: { place: string; source: string }[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.push({ place: `${name}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`, source: node.text.slice(1, node.text.lastIndexOf('/')) });
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

interface Group {
  repeats: boolean;
}

/** True when something repeated without end stands inside something repeated without end: `(a+)*`. */
function nestsRepetition(source: string): boolean {
  const open: Group[] = [{ repeats: false }];
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (sign === '\\') at += 1;
    else if (sign === '[') at = endOfClass(source, at);
    else if (sign === '(') open.push({ repeats: false });
    else if (sign === ')') {
      const closed = open.pop()!;
      const repeated = /^(?:[*+]|\{\d+,\})/.test(source.slice(at + 1));
      if (closed.repeats && repeated) return true;
      if (closed.repeats || repeated) open.at(-1)!.repeats = true;
      continue;
    }
    if (/^(?:[*+]|\{\d+,\})/.test(source.slice(at + 1))) open.at(-1)!.repeats = true;
  }
  return false;
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === ']') return at;
  }
  return source.length;
}

/** A repetition at the beginning that is not anchored and must reach the end begins anew at each sign: `\s+$`. */
const searchesTheEnd = (source: string): boolean => /^(?:\\[swd]|\[[^\]]*\]|\.)[+*]\$$/.test(source);

test('the check itself sees what it looks for', () => {
  expect(['(a+)+$', '(?:x*y?)*', '([a-z]+)*', '(a{2,})+'].filter((source) => !nestsRepetition(source))).toEqual([]);
  expect(['(?:ab)+', 'a+b+', '[(+]+\\)*', '\\(a+\\)+', '(a+)?', '(?:a{1,3})+'].filter(nestsRepetition)).toEqual([]);
  expect(searchesTheEnd('\\s+$')).toBe(true);
});

/** Looked at, with the reason why no text makes them slow. */
const LINEAR: Readonly<Record<string, string>> = {
  "^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$": 'a point parts the repetitions, and an address has 254 signs at most',
  '^[a-z0-9]+(-[a-z0-9]+)*$': 'a hyphen parts the repetitions; reads names of pictures in templates',
  '\\d+$': 'headings of 200 signs at most (headerKey)',
};

test('no pattern repeats a repetition or searches for the end of a text', () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(80);
  expect(all.filter(({ source }) => (nestsRepetition(source) || searchesTheEnd(source)) && !Object.hasOwn(LINEAR, source))).toEqual([]);
});

test('no pattern is made of what a request holds', () => {
  const made = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).filter((name) => /new RegExp\(/.test(readFileSync(join(SRC, name), 'utf8')));
  expect(made.sort()).toEqual(['kernel/forms/fields.ts', 'kernel/search/normalise.ts']); // numbers of digits a form class states; lists of letters
});

test('a hundred thousand signs in any kind of field are refused', () => {
  class Form {
    @Text({ max: 100 }) name!: string | null;
    @LongText({ max: 1000 }) words!: string | null;
    @Email() email!: string | null;
    @Phone() phone!: string | null;
    @WebAddress() website!: string | null;
  }
  const shapes = ['a'.repeat(99_000), `${'a.'.repeat(49_000)}@`, `${'-'.repeat(50_000)}@${'-'.repeat(40_000)}`, '('.repeat(99_000), `http://${'a.'.repeat(49_000)}`, `${'0 '.repeat(49_000)}x`];
  for (const text of shapes) {
    const read = readForm(Form, { name: text, words: text, email: text, phone: text, website: text });
    expect(read.ok ? [] : Object.keys(read.errors).sort()).toEqual(['email', 'name', 'phone', 'website', 'words']);
  }
});
