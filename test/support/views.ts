import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Texts } from '../../src/kernel/i18n/texts';
import { Assets } from '../../src/kernel/views/assets';
import { ViewEngine } from '../../src/kernel/views/engine';
import type { Frame } from '../../src/kernel/views/frame';

export const ROOT = resolve(__dirname, '../..');
export const VIEWS = join(ROOT, 'views');
const ASSETS = join(ROOT, 'public', 'assets');

let assets: Assets | null = null;

/** The built assets, made first when a source has changed. */
export function builtAssets(): Assets {
  if (!assets) {
    execFileSync(process.execPath, [join(ROOT, 'bin/build-assets.mjs')]);
    assets = new Assets(ASSETS);
  }
  return assets;
}

export const texts = new Texts(join(VIEWS, 'languages'), true);

export function aFrame(changes: Partial<Frame> = {}): Frame {
  return {
    language: texts.language('en'), texts, timeZone: 'Europe/Dublin', now: new Date('2026-11-21T10:00:00Z'), theme: 'system',
    density: 'dense', shortcuts: true, appName: 'Clientele', companyName: '', logoUrl: null, path: '/admin/groups', query: {},
    actor: { name: 'Alice Ó Briain', email: 'alice@clientele.example' }, home: '/admin', menu: [], newMenu: [], accountMenu: [],
    search: null, area: null, site: null, signOut: '/admin/logout', bell: null, schedulerProblem: null, csrf: 'token', formKey: () => 'key', flash: null, ...changes,
  };
}

/** An engine over templates written here, by name with folder: `{ 'partials/a': '…' }`; the real ones too when asked. */
export function engineOf(templates: Record<string, string>, watch = false): { engine: ViewEngine; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'views-'));
  for (const [name, source] of Object.entries(templates)) writeTemplate(folder, name, source);
  return { engine: new ViewEngine({ folder, assets: builtAssets(), watch }), folder };
}

export function writeTemplate(folder: string, name: string, source: string): void {
  const file = join(folder, `${name}.hbs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
}

/** What one piece of template writes. */
export function rendered(source: string, model: object = {}, frame: Partial<Frame> = {}): string {
  return engineOf({ page: source }).engine.render('page', model, aFrame(frame));
}
