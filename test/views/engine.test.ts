import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { aFrame, engineOf, rendered, writeTemplate } from '../support/views';

describe('the view engine', () => {
  it('escapes what it prints', () => {
    expect(rendered('<b title="{{name}}">{{name}}</b>', { name: '"><script>' })).toBe('<b title="&quot;&gt;&lt;script&gt;">&quot;&gt;&lt;script&gt;</b>');
  });

  it('throws on what the model lacks', () => {
    expect(() => rendered('{{name}}', {})).toThrow(/"name" not defined/);
    expect(() => rendered('{{#if a.b}}x{{/if}}', {})).toThrow();
    expect(rendered('{{#if name}}x{{else}}none{{/if}}', {})).toBe('none');
  });

  it.each([
    ['{{{name}}}', /page\.hbs, line 1: leaves a value unescaped/],
    ['\n{{&name}}', /page\.hbs, line 2: leaves a value unescaped/],
    ['{{shout name}}', /unknown helper shout/],
    ['{{> nowhere}}', /names the part nowhere, which does not exist/],
    ['{{> (lookup . "part")}}', /names a part by a value/],
    ['{{number}}', /write \{\{this\.number\}\}/],
  ])('refuses %j', (source, message) => {
    expect(() => rendered(source, { name: 'x', number: 1 })).toThrow(message);
  });

  it('prints a field that is called like a helper when it is written with this', () => {
    expect(rendered('{{this.number}}', { number: 'C-1' })).toBe('C-1');
  });

  it('gives no way to what an object inherits', () => {
    class Customer { get secret() { return 'secret'; } }
    expect(rendered('{{constructor.name}}{{customer.secret}}', { customer: new Customer(), constructor: { name: 'own' } })).toBe('own');
    expect(() => rendered('{{customer.toString.name}}', { customer: {} })).toThrow();
  });

  it('shows a shared part only what it is handed, and a page part the whole page', () => {
    const { engine } = engineOf({
      page: '{{> shared text="a"}}/{{> page/piece text="b"}}/{{#> frame}}{{name}}{{/frame}}',
      'partials/shared': '{{text}}{{#if name}}{{name}}{{/if}}', 'page/piece': '{{text}}{{name}}', 'partials/frame': '<{{> @partial-block}}>',
    });
    expect(engine.render('page', { name: 'N' }, aFrame())).toBe('a/bN/<N>');
  });

  it('asks for a form key at each form', () => {
    let n = 0;
    const { engine } = engineOf({ page: '{{> guard}} {{> guard}}', 'partials/guard': '{{@frame.formKey}}' });
    expect(engine.render('page', {}, aFrame({ formKey: () => `k${++n}` }))).toBe('k1 k2');
  });

  it('compiles a changed template again when it watches, and only then', () => {
    for (const [watch, expected] of [[true, 'new'], [false, 'old']] as const) {
      const { engine, folder } = engineOf({ page: '{{> part}}', 'partials/part': 'old' }, watch);
      engine.render('page', {}, aFrame());
      writeTemplate(folder, 'partials/part', 'new');
      utimesSync(join(folder, 'partials/part.hbs'), 1, 1);
      expect(engine.render('page', {}, aFrame())).toBe(expected);
    }
  });
});
