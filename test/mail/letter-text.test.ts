import { fieldNames, fillBody, fillLine, plainText, type LetterFields } from '../../src/kernel/outbox/letter-text';
import { readable, shownValue } from '../../src/kernel/outbox/letter-values';
import { texts } from '../support/views';

const FIELDS: LetterFields = {
  values: new Map([['customer_name', 'Ahornhof'], ['link', 'https://crm.example/x?token=1'], ['lines', 'one\ntwo'], ['evil', '[Click]({link}) https://evil.example {customer_name} {{7*7}}']]),
  addresses: new Set(['link']),
};
const body = (text: string) => fillBody(text, FIELDS);
const plain = (text: string) => plainText(body(text));

/** Expressions of template engines and what looks like them; none is a field, so each stands as it was typed (A19). */
const POLYGLOTS = [
  '{{7*7}}', '${7*7}', '<%= 7*7 %>', '#{7*7}', '*{7*7}', '@(7*7)', '{{=7*7}}', '{7*7}', '{{{7*7}}}', '${{7*7}}', '#set($x=7*7)$x', '{% print(7*7) %}', '[[7*7]]', '[[${7*7}]]',
  '{{this}}', '{{@root}}', '{{#each this}}{{@key}}{{/each}}', '{{#with "s" as |string|}}{{/with}}', '{{constructor}}', '{{__proto__}}', '{{lookup this "constructor"}}',
  '{{config}}', '{{settings.SECRET_KEY}}', '{{request.application.__globals__}}', "{{''.__class__.__mro__[1].__subclasses__()}}", '{{self._TemplateReference__context}}',
  '{{_self.env.registerUndefinedFilterCallback("exec")}}', '{{["id"]|filter("system")}}', '{php:echo 1;}', '{$smarty.version}', '{system("id")}', '{{app.request.server.all|join(",")}}',
  '${T(java.lang.Runtime).getRuntime().exec("id")}', '${class.getClassLoader()}', '#{session.getAttribute("x")}', '<#assign ex="freemarker.template.utility.Execute"?new()>${ex("id")}',
  '#foreach($i in [1..9])$i#end', '$class.inspect("java.lang.Runtime")', '<%- global.process.mainModule.require("child_process") %>', '#{global.process.env}', '- var x = root.process',
  '{{range.constructor("return process")()}}', '{{cycler.__init__.__globals__.os.popen("id").read()}}', '{{lipsum.__globals__}}', '{{joiner.__init__}}', '{{namespace.__init__}}',
  '<%= system("id") %>', '<%= File.open("/etc/passwd").read %>', '@{7*7}', '@Html.Raw("x")', '{{ "x".constructor.constructor("return 1")() }}', '{{$on.constructor("x")()}}', '{!7*7!}', '{{!-- x --}}',
  '{{> ../../secret}}', '{{include "file:///etc/passwd"}}', '<th:block th:text="${7*7}">', '~{x::y}', '__${7*7}__::.x', '%{7*7}', '{@eval ex="7*7"}', '{{customer_name}}', '{Customer_Name}', '{ customer_name }', '{customer-name}', '{__proto__}', '{constructor.name}',
];

it.each(POLYGLOTS)('prints %s as it was typed', (text) => {
  expect(POLYGLOTS.length).toBeGreaterThanOrEqual(60);
  expect(plain(`Before ${text} after`)).toBe(`Before ${text} after`);
  expect(fillLine(`Before ${text} after`, FIELDS)).toBe(`Before ${text} after`.replace(/\s+/g, ' '));
  expect(fieldNames(text)).toEqual([]);
});

it('fills in fields, and reads nothing in what they hold', () => {
  expect(plain('Dear {customer_name},')).toBe('Dear Ahornhof,');
  expect(plain('{evil}')).toBe('[Click]({link}) https://evil.example {customer_name} {{7*7}}');
  expect(body('{evil}')).toEqual([{ lines: [[{ text: '[Click]({link}) https://evil.example {customer_name} {{7*7}}', value: true }]] }]);
  expect(fillLine('{lines} {unknown}', FIELDS)).toBe('one two {unknown}');
  expect(fieldNames('{customer_name} {x} {{y}} {customer_name}')).toEqual(['customer_name', 'x']);
});

it('makes paragraphs, lines, buttons and links', () => {
  expect(body('One\nTwo\n\n[Open it]({link})\nThree')).toEqual([
    { lines: [[{ text: 'One' }], [{ text: 'Two' }]] },
    { button: { label: 'Open it', href: 'https://crm.example/x?token=1' } },
    { lines: [[{ text: 'Three' }]] },
  ]);
  expect(plain('[For {customer_name}]({link})')).toBe('For Ahornhof:\nhttps://crm.example/x?token=1');
  expect(plain('{link}')).toBe('https://crm.example/x?token=1');
  expect(plain('[Us](https://us.example/a)')).toBe('Us:\nhttps://us.example/a');
  expect(body('See https://us.example/a. Or {link}!')).toEqual([
    { lines: [[{ text: 'See ' }, { text: 'https://us.example/a', href: 'https://us.example/a' }, { text: '. Or ' }, { text: 'https://crm.example/x?token=1', href: 'https://crm.example/x?token=1' }, { text: '!' }]] },
  ]);
  expect(body('a {lines} b')).toEqual([{ lines: [[{ text: 'a ' }, { text: 'one', value: true }], [{ text: 'two', value: true }, { text: ' b' }]] }]);
});

it('makes a button of nothing but an address of ours or https', () => {
  for (const text of ['[x](javascript:alert(1))', '[x](http://evil.example)', '[x]({customer_name})', '[x](data:text/html,x)', '[x](//evil.example)', '{customer_name}']) {
    expect(body(text).some(({ button }) => button)).toBe(false);
  }
});

it('takes out what breaks lines of a header or turns their direction', () => {
  expect(readable('a\r\nb\u0085c\u2028d')).toBe('a\nb\nc\nd');
  expect(readable('a\u202eb\u2066c\u0000d\u009fe')).toBe('a b c d e');
});

it('writes the longest text of nothing but fields in no time that grows with its square', () => {
  const text = '{customer_name} [x]({link}) https://a.example '.repeat(220);
  expect(plain(text).length).toBeGreaterThan(1_000);
  expect(plain(`${'{'.repeat(10_000)}customer_name${'}'.repeat(10_000)}`)).toHaveLength(20_013);
  expect(plain(`[${'['.repeat(10_000)}`)).toHaveLength(10_001);
});

it('says how long a link lives in whole days from three days on, with the plural of the language', () => {
  const life = (hours: number, code: string) => shownValue('link_life', hours, 'hours', texts, texts.language(code), 'UTC');
  expect([1, 24, 48, 72, 100, 336].map((hours) => life(hours, 'en'))).toEqual(['1 hour', '24 hours', '48 hours', '3 days', '100 hours', '14 days']);
  expect(['de', 'fr', 'es', 'tr'].map((code) => life(336, code).replace('\u00a0', ' '))).toEqual(['14 Tage', '14 jours', '14 días', '14 gün']);
  expect(life(336, 'ar')).toMatch(/يومًا/);
});
