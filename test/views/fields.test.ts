import { join } from 'node:path';
import { ViewEngine } from '../../src/kernel/views/engine';
import type { FormShown } from '../../src/kernel/views/form';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { aFrame, builtAssets, VIEWS, writeTemplate } from '../support/views';

const folder = mkdtempSync(join(tmpdir(), 'views-'));
cpSync(join(VIEWS, 'partials'), join(folder, 'partials'), { recursive: true });
const assets = builtAssets();

function shown(field: string, form: FormShown, model: object = {}): string {
  writeTemplate(folder, 'page', `{{> field (field ${field})}}`);
  return new ViewEngine({ folder, assets }).render('page', { form, ...model }, aFrame());
}

describe('a field', () => {
  it('ties label, help and error to its input and keeps what was typed', () => {
    const html = shown('"email" type="email" label="E-mail" help="Ours." required=true', { values: { email: '"a@' }, errors: { email: { key: 'errors.email' } } });
    expect(html).toContain('<label class="form-label" for="email">E-mail<span class="star" aria-hidden="true">*</span></label>');
    expect(html).toContain('id="email" name="email" value="&quot;a@" aria-required="true" aria-invalid="true" aria-describedby="email-e email-h"');
    expect(html).toMatch(/<p class="err" id="email-e">.*<\/p><p class="help" id="email-h">Ours\.<\/p>/);
  });

  it('never shows a password again', () => {
    expect(shown('"password" type="password" label="Password"', { values: { password: 'secret' } })).not.toContain('secret');
  });

  it('marks what is chosen in a select, in groups too', () => {
    const options = [{ label: 'Often', options: [{ value: 'de', label: 'Germany' }] }, { value: 'fr', label: 'France' }];
    const html = shown('"country" type="select" label="Country" options=options empty="None"', { values: { country: 'de' } }, { options });
    expect(html).toContain('<option value="">None</option><optgroup label="Often"><option value="de" selected>Germany</option></optgroup><option value="fr">France</option>');
  });

  it('marks every chosen one of several', () => {
    const options = ['1', '2', '3'].map((value) => ({ value, label: value }));
    const html = shown('"groups" type="checks" label="Groups" options=options', { values: { groups: ['1', '3'] } }, { options });
    expect(html.match(/value="\d" checked/g)).toEqual(['value="1" checked', 'value="3" checked']);
    expect(html).toContain('<fieldset id="groups" tabindex="-1"><legend>');
  });

  it.each([[true, true], ['1', true], ['on', true], [false, false], ['', false], ['0', false], [undefined, false]])('shows a switch holding %j as %j', (value, checked) => {
    expect(shown('"active" type="switch" label="Active"', { values: { active: value } }).includes(' checked')).toBe(checked);
  });

  it('shows nothing for what was never typed into it', () => {
    expect(shown('"name" label="Name"', { values: { name: { toString: 'x' } } })).toContain('value=""');
    expect(shown('"name" label="Name"', { values: {} })).toContain('value=""');
  });

  it('is loud without a label, a form or a known type', () => {
    expect(() => shown('"name"', { values: {} })).toThrow(/label/);
    expect(() => shown('"name" label="x" type="colour"', { values: {} })).toThrow(/no type colour/);
    expect(() => shown('"name" label="x"', undefined as unknown as FormShown)).toThrow(/no `form`/);
  });
});

describe('the summary of errors', () => {
  it('leads to each field by its label', () => {
    writeTemplate(folder, 'page', '{{> error-summary (errorSummary "common.keys")}}');
    const form = { values: {}, errors: { search: { key: 'errors.required' }, _: { key: 'errors.busy' } } };
    const html = new ViewEngine({ folder, assets }).render('page', { form }, aFrame());
    expect(html).toContain('2 fields need another look');
    expect(html).toMatch(/<li><a href="#search">Search: [^<]+<\/a><\/li><li>[^<]+<\/li>/);
    expect(html).toContain('role="alert"');
  });
});
