import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const ROOT = join(__dirname, '../..');
const SOURCES = join(ROOT, 'src');

/** The order of the house (docs/architecture.md): a module imports from those after it, and from the kernel. */
const ORDER = ['demo', 'home', 'area', 'reminders', 'events', 'calendar', 'imports', 'permissions', 'files', 'correspondence', 'contacts', 'customers', 'groups', 'catalogue', 'mail', 'staff', 'jobs', 'settings', 'activity'];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    const imports = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, target]) => place(resolve(dirname(file), target)));
    return { path: place(file), text, imports };
  });

function place(file: string): string {
  return relative(SOURCES, file).split(sep).join('/');
}

function moduleOf(path: string): string | null {
  return /^modules\/([^/]+)\//.exec(path)?.[1] ?? null;
}

test('the sources are found', () => {
  expect(sources.length).toBeGreaterThan(50);
});

test('every module has its place in the order', () => {
  const modules = new Set(sources.map(({ path }) => moduleOf(path)).filter((name) => name !== null));
  expect([...modules].filter((name) => !ORDER.includes(name))).toEqual([]);
});

test('modules import downwards only', () => {
  const upwards = sources.flatMap(({ path, imports }) => {
    const own = moduleOf(path);
    if (!own) return [];
    return imports.filter((target) => {
      const other = moduleOf(target);
      return other && other !== own && ORDER.indexOf(other) < ORDER.indexOf(own);
    }).map((target) => `${path} imports ${target}`);
  });
  expect(upwards).toEqual([]);
});

test('the kernel knows no module', () => {
  const known = sources.filter(({ path }) => path.startsWith('kernel/')).flatMap(({ path, imports }) => imports.filter((target) => !target.startsWith('kernel/')).map((target) => `${path} imports ${target}`));
  expect(known).toEqual([]);
});

test('there are no barrels, no forward references, no `any`', () => {
  const found = sources.flatMap(({ path, text }) => [
    ...(path.endsWith('/index.ts') ? [`${path} is a barrel`] : []),
    ...(text.includes('forwardRef') ? [`${path} needs a forward reference`] : []),
    ...(/(:|<|\bas)\s*any\b/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')) ? [`${path} says any`] : []),
  ]);
  expect(found).toEqual([]);
});

test('nobody but the configuration and the entry points reads the environment', () => {
  const readers = sources.filter(({ path, text }) => text.includes('process.env') && !['main.ts', 'cli.ts', 'kernel/config/config.ts'].includes(path)).map(({ path }) => path);
  expect(readers).toEqual([]);
});

test('no SQL asks the database what time it is, except the clock and the migration lease', () => {
  const asking = sources
    .filter(({ path, text }) => /\b(NOW|UTC_TIMESTAMP|CURRENT_TIMESTAMP|CURDATE|SYSDATE)\(/.test(text) && !['kernel/clock/clock.ts', 'kernel/db/migrate.ts'].includes(path))
    .map(({ path }) => path);
  expect(asking).toEqual([]);
});
