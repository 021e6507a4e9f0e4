import { aFrame, engineOf, texts } from '../support/views';
import { KeptParts } from '../../src/kernel/views/kept-parts';

describe('a kept part', () => {
  it('is written once for what it is handed, and anew for anything else', () => {
    let written = 0;
    const kept = new KeptParts((part, context) => `${part} ${JSON.stringify(context)} ${++written}`, true);
    expect([kept.html('row', { name: 'a' }, aFrame()), kept.html('row', { name: 'a' }, aFrame())]).toEqual(['row {"name":"a"} 1', 'row {"name":"a"} 1']);
    expect(kept.html('row', { name: 'b' }, aFrame())).toContain('"b"');
    expect(kept.html('cell', { name: 'a' }, aFrame())).toContain('cell');
    expect(kept.html('row', { name: 'a' }, aFrame({ language: { ...texts.language('en'), code: 'de' } }))).toBe('row {"name":"a"} 4');
  });

  it('forgets the oldest when there are too many', () => {
    let written = 0;
    const kept = new KeptParts(() => `${++written}${'x'.repeat(400_000)}`, true);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) kept.html('row', name, aFrame());
    expect(kept.html('row', 'f', aFrame()).slice(0, 1)).toBe('6');
    expect(kept.html('row', 'a', aFrame()).slice(0, 1)).toBe('7');
  });

  it('prints its words escaped, and the page around it does not escape them again', () => {
    const { engine } = engineOf({ page: '{{kept "row" row}}|{{kept "row" name="x"}}', 'partials/row': '<b>{{name}}</b>' });
    expect(engine.render('page', { row: { name: '<i>' } }, aFrame())).toBe('<b>&lt;i&gt;</b>|<b>x</b>');
  });

  it.each(['{{@frame.csrf}}', '{{> form-guard}}', '{{#if @frame.actor}}x{{/if}}', '{{#if @root.secret}}{{@root.secret}}{{/if}}'])('sees neither the person, nor the request, nor the page: %s', (source) => {
    const { engine } = engineOf({ page: '{{kept "row" row}}', 'partials/row': source, 'partials/form-guard': '{{@frame.formKey}}' });
    const render = () => engine.render('page', { row: {}, secret: 'secret' }, aFrame());
    if (source.includes('@root')) expect(render()).toBe('');
    else expect(render).toThrow(/may not ask for @frame/);
  });

  it.each(['{{kept "nowhere" row}}', '{{kept row}}'])('must exist: %s', (source) => {
    expect(() => engineOf({ page: source }).engine.compileAll()).toThrow(/keeps a part that does not exist/);
  });
});
