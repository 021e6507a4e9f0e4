import Handlebars from 'handlebars';
import { HELPERS } from '../../src/kernel/views/helpers';
import { aFrame, engineOf } from '../support/views';

/** What Handlebars itself makes of the same templates, as strict as the views are. */
function byHandlebars(templates: Record<string, string>, model: object): string {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(HELPERS as unknown as Handlebars.HelperDeclareSpec);
  const options = { strict: true, knownHelpersOnly: true, preventIndent: true, knownHelpers: Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])) };
  for (const [name, source] of Object.entries(templates)) handlebars.registerPartial(name, handlebars.compile(source, options));
  return handlebars.compile(templates.page, options)(model, { data: { frame: aFrame() } });
}

const MODEL = {
  title: 'A & B', none: null, empty: '', zero: 0, no: false, yes: true, words: ['x', 'y', 'z'], nothing: [],
  rows: [{ id: 1, name: '<i>', parts: ['a', 'b'] }, { id: 2, name: 'Zoë', parts: [] }], by: { first: 'f', second: 's' }, deep: { er: { est: 'found' } },
  say: () => 'said',
};

describe('the compiler of templates writes what Handlebars writes', () => {
  it.each([
    '{{title}} {{none}} {{empty}} {{zero}} {{no}} {{yes}} {{deep.er.est}} {{say}} {{words}} {{words.length}} {{this.title}} {{./title}}',
    '{{#if title}}1{{/if}}{{#if none}}2{{else}}3{{/if}}{{#if zero}}4{{/if}}{{#if nothing}}5{{else if yes}}6{{else}}7{{/if}}{{#if missing}}8{{/if}}',
    '{{#unless no}}1{{/unless}}{{#unless words}}2{{else}}3{{/unless}}',
    '{{#each rows}}{{id}}:{{name}}:{{@index}}{{@first}}{{@last}}:{{../title}}{{#each parts}}[{{this}}/{{../name}}/{{../../title}}{{@last}}]{{else}}none{{/each}}{{#if @last}}!{{/if}};{{/each}}',
    '{{#each nothing}}x{{else}}nothing{{/each}}{{#each none}}x{{/each}}{{#each missing}}x{{/each}}{{#each by}}{{@key}}={{this}} {{/each}}',
    '{{#each rows as |row place|}}{{place}}{{row.name}}{{#with row.parts as |these|}}{{these.length}}{{../name}}{{/with}}{{/each}}',
    '{{#with deep.er}}{{est}}{{../title}}{{/with}}{{#with none}}x{{else}}none{{/with}}{{#with zero}}zero{{/with}}',
    '{{@frame.language.code}} {{#each words}}{{@root.title}}{{@frame.appName}}{{/each}}',
    '{{number zero}} {{orDash none}} {{eq title "A & B"}} {{#if (eq zero 0)}}eq{{/if}} {{#if (and yes (or no title))}}and{{/if}} {{url "/a" q=(eq 1 1)}}',
    '{{dash}} {{#if (not nothing)}}not{{/if}}',
    '  {{#if yes}}\n  line\n  {{else}}\n  other\n  {{/if}}\n{{~#each words~}} {{this}} {{~/each~}}\n {{!-- gone --}} end\n\\{{raw}}',
  ])('%s', (page) => {
    expect(engineOf({ page }).engine.render('page', MODEL, aFrame())).toBe(byHandlebars({ page }, MODEL));
  });

  it('also through parts, parts with content, and parts in the content of parts', () => {
    const templates = {
      page: '{{#> frame title="T" more=deep}}{{title}}{{more.er.est}}{{#each rows}}{{> row this extra=../title}}{{> page/own mark=@index}}\n  {{/each}}{{> row rows.[1] extra="e"}}{{#> frame title=empty}}<{{title}}>{{../title}}{{/frame}}{{/frame}}{{title}}',
      frame: '<{{title}}{{> between}}>{{> @partial-block}}</{{title}}>',
      between: '{{#if title}}seen{{/if}}',
      row: '[{{id}}{{name}}{{extra}}{{#each parts}}{{../name}}{{/each}}]',
      'page/own': '({{name}}{{mark}})',
    };
    expect(engineOf(templates).engine.render('page', MODEL, aFrame())).toBe(byHandlebars(templates, MODEL));
  });

  it.each(['{{title.length.more.x}}', '{{none.name}}', '{{deep.missing}}', '{{#if none.name}}x{{/if}}', '{{missing}}', '{{#each words}}{{../missing}}{{/each}}'])('and refuses %s as Handlebars does', (page) => {
    expect(() => byHandlebars({ page }, MODEL)).toThrow();
    expect(() => engineOf({ page }).engine.render('page', MODEL, aFrame())).toThrow();
  });

  it.each([
    ['{{@index}}', /uses @index outside #each/], ['{{#each rows}}{{@../index}}{{/each}}', /views do not know/], ['{{#shout title}}{{/shout}}', /unknown helper shout/],
    ['{{"words"}}', /without a name/], ['{{#if title includeZero=true}}x{{/if}}', /other than one value/], ['{{#*inline "x"}}{{/inline}}', /DecoratorBlock/],
  ])('refuses %s, which the house does not use, with name and line', (page, message) => {
    expect(() => engineOf({ page }).engine.render('page', MODEL, aFrame())).toThrow(message);
  });
});
