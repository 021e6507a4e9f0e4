// Builds public/assets from the packages and from public/: one stylesheet (what the views use of Tabler, then app.css),
// the icon sprite, fonts, scripts and pictures. Every name carries a hash of the content and stands in manifest.json;
// compressible files get a .br and a .gz beside them. Does nothing when no source has changed (--force builds anyway).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const assets = join(root, 'public', 'assets');

const COMPRESSED = new Set(['.css', '.js', '.svg']);
const FONTS = ['latin', 'latin-ext', 'vietnamese'];

export async function buildAssets({ force = false } = {}) {
  const sources = sourceFiles();
  const stamp = hashOf(sources.map((file) => `${file} ${statSync(file).mtimeMs} ${statSync(file).size}`).join('\n'), 40);
  const stampFile = join(assets, '.stamp');
  if (!force && existsSync(join(assets, 'manifest.json')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return null;

  const built = new Map();
  const add = (name, content) => {
    const bytes = Buffer.from(content);
    const file = `${basename(name, extname(name))}-${hashOf(bytes, 10)}${extname(name)}`;
    built.set(name, { file, bytes });
    return file;
  };
  for (const subset of FONTS) {
    add(`inter-${subset}.woff2`, readFileSync(join(packageFolder('@fontsource-variable/inter'), 'files', `inter-${subset}-wght-normal.woff2`)));
  }
  for (const name of readdirSync(join(root, 'public', 'img'))) add(name, readFileSync(join(root, 'public', 'img', name)));
  add('favicon.svg', readFileSync(join(root, 'public', 'favicon.svg')));
  add('icons.svg', sprite(sources));
  add('htmx.js', readFileSync(join(packageFolder('htmx.org'), 'dist', 'htmx.min.js'), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, ''));
  add('app.js', await script());
  add('app.css', await stylesheet(sources, (name) => built.get(name)?.file));

  await write(built, stamp);
  return Object.fromEntries([...built].map(([name, { file }]) => [name, file]));
}

/** Everything the result depends on. */
function sourceFiles() {
  const below = (folder, pattern) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true, recursive: true }) : [])
    .filter((entry) => entry.isFile() && pattern.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('assets'));
  return [
    ...below('views', /\.hbs$/), ...below('src', /\.ts$/), ...below('public', /\.(css|js|svg)$/),
    join(root, 'package-lock.json'), fileURLToPath(import.meta.url),
  ].sort();
}

/** Symbols of every icon that a template or the program names. */
function sprite(sources) {
  const names = new Set();
  for (const file of sources) {
    const text = /\.(hbs|ts)$/.test(file) ? readFileSync(file, 'utf8') : '';
    const pattern = file.endsWith('.hbs') ? /(?:(?:\{\{|\()icon |\bicon=)"([a-z0-9-]+)"/g : /\b(?:icon|picture): '([a-z0-9-]+)'/g;
    for (const [, name] of text.matchAll(pattern)) names.add(name);
    for (const [, name] of text.matchAll(/\[\s*'errors\.page\.\w+\.title', 'errors\.page\.\w+\.text', '([a-z0-9-]+)'\]/g)) names.add(name);
  }
  const folder = join(packageFolder('@tabler/icons'), 'icons', 'outline');
  const symbols = [...names].sort().map((name) => {
    const file = join(folder, `${name}.svg`);
    if (!existsSync(file)) throw new Error(`There is no icon "${name}" in @tabler/icons`);
    const shapes = [...readFileSync(file, 'utf8').matchAll(/<(path|circle|line|rect|polyline|ellipse)\b[^>]*\/>/g)].map(([shape]) => shape);
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.filter((shape) => !shape.includes('stroke="none"')).join('')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

async function script() {
  const { minify } = require('@swc/core');
  const { code } = await minify(readFileSync(join(root, 'public', 'app.js'), 'utf8'), { module: true, compress: true, mangle: true });
  return code;
}

async function stylesheet(sources, builtName) {
  const { PurgeCSS } = require('purgecss');
  const { transform } = require('lightningcss');
  const tabler = readFileSync(join(packageFolder('@tabler/core'), 'dist', 'css', 'tabler.min.css'), 'utf8');
  const own = readFileSync(join(root, 'public', 'app.css'), 'utf8');
  const content = sources.filter((file) => /\.(hbs|ts|js)$/.test(file))
    .map((file) => ({ raw: words(file, readFileSync(file, 'utf8')), extension: 'txt' }));
  // Purging every kind of rule, since variables and keyframes of unused parts are most of Tabler's weight.
  const [purged] = await new PurgeCSS().purge({
    content, css: [{ raw: tabler }], variables: true, keyframes: true, fontFace: true,
    safelist: { standard: ['html', 'body', ':root'] },
    defaultExtractor: (text) => text.split(/\s+/),
  });
  // Tabler's own pictures are data: addresses, which the content security policy forbids; app.css brings files instead.
  const withoutData = purged.css.replace(/url\("data:[^"]*"\)|url\(data:[^)]*\)/g, 'none');
  const located = own.replace(/url\((?:img|fonts)\/([^)]+)\)/g, (_, name) => {
    const file = builtName(name);
    if (!file) throw new Error(`app.css names ${name}, which the build does not make`);
    return `url(${file})`;
  });
  const { code } = transform({ filename: 'app.css', code: Buffer.from(`${withoutData}\n${located}`), minify: true, errorRecovery: true });
  return code;
}

/** Words of a source that may be a tag, a class or an attribute; of the program only what stands in strings. */
function words(file, text) {
  const relevant = file.endsWith('.ts')
    ? [...text.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([, single, template]) => single ?? template).filter((literal) => literal.length < 80).join(' ')
    : text;
  return [...new Set(relevant.match(/[A-Za-z][\w-]*/g) ?? [])].join(' ');
}

async function write(built, stamp) {
  const brotli = promisify(brotliCompress), zip = promisify(gzip);
  mkdirSync(assets, { recursive: true });
  await Promise.all([...built.values()].map(async ({ file, bytes }) => {
    place(file, bytes);
    if (!COMPRESSED.has(extname(file))) return;
    const [br, gz] = await Promise.all([
      brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      zip(bytes, { level: 9 }),
    ]);
    place(`${file}.br`, br);
    place(`${file}.gz`, gz);
  }));
  const manifest = Object.fromEntries([...built].map(([name, { file }]) => [name, file]));
  place('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  place('.stamp', stamp);
  clearAwayOld(new Set(Object.values(manifest)));
}

/** Whole or not at all: a running application may be reading beside us. */
function place(name, content) {
  const half = join(assets, `.${name}.${process.pid}`);
  writeFileSync(half, content);
  renameSync(half, join(assets, name));
}

/** Files of earlier builds stay for a week: an application that still runs on them has their names in its pages. */
function clearAwayOld(current) {
  const weekAgo = Date.now() - 7 * 24 * 3_600_000;
  for (const name of readdirSync(assets)) {
    if (name === 'manifest.json' || name === '.stamp' || current.has(name.replace(/\.(br|gz)$/, ''))) continue;
    if (statSync(join(assets, name)).mtimeMs < weekAgo) rmSync(join(assets, name), { force: true });
  }
}

function packageFolder(name) {
  const folder = join(root, 'node_modules', name);
  if (!existsSync(folder)) throw new Error(`The package ${name} is not installed: run npm ci`);
  return folder;
}

function hashOf(content, length) {
  return createHash('sha256').update(content).digest('hex').slice(0, length);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  const built = await buildAssets({ force: process.argv.includes('--force') });
  console.log(built ? `Built ${Object.keys(built).length} assets in ${((performance.now() - started) / 1000).toFixed(1)} s` : 'Assets are up to date');
}
