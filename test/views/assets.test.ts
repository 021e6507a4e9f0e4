import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtAssets, ROOT } from '../support/views';

const assets = builtAssets();
const fileOf = (name: string) => join(ROOT, 'public', assets.url(name));
const compressed = (name: string) => gzipSync(readFileSync(fileOf(name)), { level: 9 }).length / 1000;

describe('what a browser loads', () => {
  // ui.md, 20: kilobytes after gzip.
  it.each([['styles', ['app.css'], 24], ['scripts', ['htmx.js', 'app.js'], 18], ['icons', ['icons.svg'], 6]])('keeps %s within its budget', (_, names, budget) => {
    expect(names.reduce((sum, name) => sum + compressed(name), 0)).toBeLessThan(budget);
  });

  it('keeps the font of every page within 50 kB', () => {
    expect(readFileSync(fileOf('inter-latin.woff2')).length).toBeLessThan(50_000);
  });

  it('lies compressed beside each file', () => {
    for (const name of ['app.css', 'app.js', 'htmx.js', 'icons.svg']) {
      expect(existsSync(`${fileOf(name)}.br`)).toBe(true);
      expect(existsSync(`${fileOf(name)}.gz`)).toBe(true);
    }
  });

  it('loads nothing from elsewhere and no data: pictures', () => {
    const css = readFileSync(fileOf('app.css'), 'utf8');
    expect([...css.matchAll(/url\(([^)]*)\)/g)].map(([, address]) => address.replace(/^["']|["']$/g, '')).filter((address) => !existsSync(join(ROOT, 'public/assets', address)))).toEqual([]);
  });
});

describe('colours', () => {
  const css = readFileSync(join(ROOT, 'public/app.css'), 'utf8');
  const token = (name: string, dark: boolean) => {
    const value = new RegExp(`--c-${name}:([^;]+);`).exec(css)![1];
    const both = /^light-dark\((#\w+),(#\w+)\)$/.exec(value);
    return luminance(both ? both[dark ? 2 : 1] : value);
  };
  const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const surfaces = ['bg', 'side', 'sunken', 'raised', 'hover', 'accent-soft'];
  const pairs: [string, string, number][] = [
    ...['text', 'text-2', 'text-3', 'accent-text', 'bad', 'ok', 'warn', 'info'].flatMap((ink) => surfaces.map((paper): [string, string, number] => [ink, paper, 4.5])),
    ...['ok', 'warn', 'bad', 'info', 'h0', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7'].map((ink): [string, string, number] => [ink, `${ink}-soft`, 4.5]),
    ['text-2', 'mute-soft', 4.5], ['text-3', 'mute-soft', 4.5], ['accent-text', 'chip-hover', 4.5],
    ['on-accent', 'accent', 4.5], ['on-accent', 'accent-hover', 4.5], ['on-accent', 'danger', 4.5], ['on-accent', 'danger-hover', 4.5],
    ['on-dark', 'dark', 4.5], ['on-dark-2', 'dark', 4.5], ['on-dark-link', 'dark', 4.5], ['on-dark-bad', 'dark', 4.5],
    ['text', 'bad-soft', 4.5], ['text', 'warn-soft', 4.5], ['text', 'ok-soft', 4.5], ['text', 'info-soft', 4.5], ['field', 'bg', 3],
  ];

  it.each([['light', false], ['dark', true]])('stand out enough when it is %s', (_, dark) => {
    expect(pairs.filter(([ink, paper, least]) => contrast(token(ink, dark), token(paper, dark)) < least)).toEqual([]);
  });
});

/** Relative luminance of #rgb or #rrggbb, WCAG 2.2. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(full.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
