import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import type { Response } from 'supertest';
import { CleanOrphanFiles } from '../../src/kernel/files/clean-orphan-files';
import { FileOwners } from '../../src/kernel/files/file-owners';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { animated, aPicture, bomb, cmyk, HTML, polyglot, SVG, withMetadata } from './pictures-to-try';

const DAY = 86_400_000;
let app: TestApplication & { reset(): Promise<void> };
let admin: Visitor;
let mine: Visitor;
const shown = { owner: '', file: '' };

beforeAll(async () => {
  app = await startApplication();
  app.app.get(FileOwners).join({
    name: 'a customer of Bob',
    maySee: async (actor, fileId) => actor.id === shown.owner && fileId === shown.file,
    inUse: async (ids) => ids.filter((id) => id === shown.file),
  });
});
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
});
afterAll(() => app.close());

async function upload(content: Buffer, name = 'logo.png', fields: Record<string, string> = {}): Promise<Response> {
  const page = await admin.get('/admin/settings/company');
  const read = (/name="read" value="([^"]*)"/.exec(page.text)?.[1] ?? '').replaceAll('&quot;', '"');
  return admin.upload('/admin/settings/company', 'logo', { name, content }, { read, companyName: 'Acme', ...fields });
}

const logoId = () => app.app.get(SettingsStore).all().logoId;
const rows = (): Promise<Record<string, string>[]> => app.dataSource.query('SELECT * FROM files');
const stored = () => readdirSync(app.config.storageDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

/** What a form brought is taken away when it has been answered, which may be a moment later. */
async function storedAtLast(expected: number): Promise<number> {
  for (let tries = 0; tries < 100 && stored().length !== expected; tries += 1) await pause(10);
  return stored().length;
}

describe('what is taken', () => {
  it.each([['png'], ['jpeg'], ['webp'], ['gif'], ['avif']] as const)('%s becomes a WebP of ours', async (kind) => {
    expect((await upload(await aPicture(kind), `x.${kind}`)).status).toBe(303);
    const picture = await admin.get(`/admin/files/${logoId()}`);
    expect(picture.status).toBe(200);
    expect((await sharp(picture.body).metadata()).format).toBe('webp');
    expect(await rows()).toMatchObject([{ media_type: 'image/webp', width: 40, height: 30, original_name: `x.${kind}` }]);
  });

  it('is made small, turned upright, and freed of everything but its pixels', async () => {
    await upload(await withMetadata());
    const { body } = await admin.get(`/admin/files/${logoId()}`);
    const metadata = await sharp(body).metadata();
    expect([metadata.width, metadata.height, metadata.exif, metadata.xmp, metadata.icc, metadata.orientation]).toEqual([20, 60, undefined, undefined, undefined, undefined]);
    expect(body.includes('SecretMaker') || body.includes('script')).toBe(false);
    await upload(await aPicture('jpeg', 3000, 1000));
    expect((await rows())[1]).toMatchObject({ width: 256, height: 85 });
  });

  it('shows CMYK in its colours, of an animation the first frame, of a polyglot only the picture', async () => {
    const firstPixel = async () => [...(await sharp((await admin.get(`/admin/files/${logoId()}`)).body).removeAlpha().raw().toBuffer()).subarray(0, 3)];
    await upload(await cmyk());
    const [red, green, blue] = await firstPixel();
    expect(green).toBeGreaterThan(Math.max(red, blue));
    await upload(await animated(), 'a.gif');
    const [r, g, b] = await firstPixel();
    expect(r).toBeGreaterThan(200);
    expect(Math.max(g, b)).toBeLessThan(60);
    await upload(await polyglot(), 'a.gif');
    expect((await admin.get(`/admin/files/${logoId()}`)).body.includes('script')).toBe(false);
  });

  it.each(['.htaccess', '../../x.php', 'x.p\u200bhp', '\u202egnp.exe', 'ж.png', 'a"\r\nX-Evil: 1.png', `${'n'.repeat(4000)}.png`, 'x.svg'])('%j is only a name', async (name) => {
    expect((await upload(await aPicture(), name)).status).toBe(303);
    expect(stored().filter((path) => !path.includes('/incoming/')).every((path) => /\/pictures\/[0-9a-f]{2}\/[0-9a-f]{32}\.webp$/.test(path))).toBe(true);
  });
});

describe('what is refused, at its field, with what was typed kept', () => {
  const cases: [string, string, () => Buffer | Promise<Buffer>, RegExp][] = [
    ['an SVG', 'a.svg', () => SVG, /This is not a picture we can read/],
    ['an SVG called PNG', 'a.png', () => SVG, /This is not a picture we can read/],
    ['a web page called PNG', 'a.png', () => HTML, /This is not a picture we can read/],
    ['a web page behind the first bytes of a GIF', 'a.gif', () => Buffer.concat([Buffer.from('GIF89a'), HTML]), /damaged/],
    ['a web page behind the first bytes of a JPEG', 'a.jpg', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), HTML]), /damaged/],
    ['a PDF', 'a.pdf', () => Buffer.from('%PDF-1.7 ...'), /This is not a picture we can read/],
    ['half a picture', 'a.jpg', async () => (await sharp({ create: { width: 600, height: 600, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 120, sigma: 40 } } }).jpeg().toBuffer()).subarray(0, 20_000), /damaged/],
    ['nothing', 'a.png', () => Buffer.alloc(0), /empty/],
    ['too many pixels', 'a.png', () => bomb(), /more than 24 million pixels/],
  ];

  it.each(cases)('%s', async (_what, name, make, words) => {
    const before = stored().length;
    const answer = await upload(await make(), name, { companyCity: 'Kiel' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(words);
    expect(answer.text).toContain('href="#logo"');
    expect(answer.text).toContain('value="Kiel"');
    expect([logoId(), await rows(), await storedAtLast(before)]).toEqual([null, [], before]);
  });

  it('more than 5 MB', async () => {
    expect((await upload(Buffer.alloc(5 * 1024 * 1024 + 1, 1))).status).toBe(413);
    expect(await rows()).toEqual([]);
  });

  it('twenty bombs at once, without keeping others waiting', async () => {
    const content = bomb();
    const slowest = { ms: 0 };
    const bombs = Promise.all(Array.from({ length: 20 }, () => upload(content)));
    for (let n = 0; n < 10; n += 1) {
      const start = performance.now();
      expect((await app.visitor().get('/admin/login')).status).toBe(200);
      slowest.ms = Math.max(slowest.ms, performance.now() - start);
    }
    expect((await bombs).every(({ status }) => status === 422)).toBe(true);
    expect(slowest.ms).toBeLessThan(3_000);
  });
});

describe('who sees it', () => {
  it('says exactly what it is and lets it do nothing', async () => {
    await upload(await aPicture());
    for (const path of [`/admin/files/${logoId()}`, `/brand/logo/${logoId()}`]) {
      const { headers } = await admin.get(path);
      expect(headers).toMatchObject({
        'content-type': 'image/webp',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'private, max-age=31536000, immutable',
      });
    }
  });

  it('the logo: every member of staff, and everybody at its own address', async () => {
    await upload(await aPicture());
    const { visitor } = await app.staff({ name: 'Charlie' });
    expect((await visitor.get(`/admin/files/${logoId()}`)).status).toBe(200);
    expect((await app.visitor().get(`/admin/files/${logoId()}`)).status).toBe(303);
    expect((await app.visitor().get(`/brand/logo/${logoId()}`)).status).toBe(200);
    expect((await app.visitor().get('/admin/login')).text).toContain(`src="/brand/logo/${logoId()}"`);
  });

  it('another picture: whom its owner shows it to, and nobody else, not even at the address of the logo', async () => {
    await upload(await aPicture());
    shown.file = String(logoId());
    await upload(await aPicture('jpeg'));
    const bob = await app.staff({ name: 'Bob' });
    const charlie = await app.staff({ name: 'Charlie' });
    shown.owner = bob.id;
    mine = bob.visitor;
    expect((await mine.get(`/admin/files/${shown.file}`)).status).toBe(200);
    expect((await charlie.visitor.get(`/admin/files/${shown.file}`)).status).toBe(404);
    expect((await app.visitor().get(`/brand/logo/${shown.file}`)).status).toBe(404);
  });

  it.each(['0', '999999', 'x', '..%2f..%2fetc%2fpasswd', '%2e%2e', '1.webp', '9223372036854775808'])('nobody finds %s', async (id) => {
    expect((await admin.get(`/admin/files/${id}`)).status).toBe(404);
    expect((await app.visitor().get(`/brand/logo/${id}`)).status).toBe(404);
  });

  it('a file that is lost is not found', async () => {
    await upload(await aPicture());
    await app.dataSource.query("UPDATE files SET storage_key = CONCAT(REPEAT('0', 32), '.webp')");
    expect((await admin.get(`/admin/files/${logoId()}`)).status).toBe(404);
  });

  it('the logo goes when it is removed, and no upload is taken from others', async () => {
    await upload(await aPicture());
    const id = logoId();
    const page = await admin.get('/admin/settings/company');
    const read = (/name="read" value="([^"]*)"/.exec(page.text)?.[1] ?? '').replaceAll('&quot;', '"');
    expect((await admin.upload('/admin/settings/company', 'logo', { name: '', content: Buffer.alloc(0) }, { read, companyName: 'Acme', removeLogo: '1' })).status).toBe(303);
    expect([logoId(), (await admin.get(`/admin/files/${id}`)).status]).toEqual([null, 404]);
    const { visitor } = await app.staff({ name: 'Bob' });
    expect((await visitor.upload('/admin/settings/company', 'logo', { name: 'a.png', content: await aPicture() }, { read: '{}' })).status).toBe(403);
  });
});

describe('cleaning', () => {
  it('removes what nobody refers to, what no row knows and what crashes left, after two days, once', async () => {
    shown.file = '';
    await upload(await aPicture());
    const orphan = String(logoId());
    await upload(await aPicture('jpeg'));
    const kept = String(logoId());
    const folder = join(app.config.storageDir, 'pictures', 'ab');
    mkdirSync(folder, { recursive: true });
    const old = new Date(Date.now() - 10 * DAY);
    const left = [join(folder, `${'ab'.repeat(16)}.webp`), join(folder, `${'ab'.repeat(16)}.webp.part`), join(app.config.storageDir, 'incoming', 'cut-off')];
    for (const path of left) {
      writeFileSync(path, 'x');
      utimesSync(path, old, old);
    }
    const job = app.app.get(CleanOrphanFiles);
    const here = () => stored().filter((path) => left.includes(path));
    expect(await job.run(new Date(Date.now() - 20 * DAY))).toBe(0);
    expect(await job.run(new Date())).toBe(3);
    expect(here()).toEqual([]);
    expect((await rows()).map(({ id }) => id)).toEqual([orphan, kept]);
    await job.run(new Date(Date.now() + 3 * DAY));
    expect((await rows()).map(({ id }) => id)).toEqual([kept]);
    expect((await admin.get(`/admin/files/${kept}`)).status).toBe(200);
    expect(await job.run(new Date(Date.now() + 3 * DAY))).toBe(0);
  });
});
