import { brandColours, contrastOf } from '../../src/modules/settings/brand-colours';
import { startApplication } from '../support/application';
import { aCustomer } from '../support/builders';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const COLOURS = ['#ffffff', '#000000', '#ffff00', '#00ff00', '#ff0000', '#0e6b60', '#7f7f7f', '#123456', '#fedcba', '#3d52c5'];

test.each(COLOURS)('whatever colour is chosen, texts can be read: %s', (color) => {
  const { accent, hover, soft, text } = brandColours(color);
  for (const fill of [accent.light, accent.dark, hover.light, hover.dark]) expect(contrastOf(fill, '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrastOf(text.light, '#f5f6f8')).toBeGreaterThanOrEqual(4.5);
  expect(contrastOf(text.light, soft.light)).toBeGreaterThanOrEqual(4.5);
  expect(contrastOf(text.dark, '#1d222a')).toBeGreaterThanOrEqual(4.5);
  expect(contrastOf(text.dark, soft.dark)).toBeGreaterThanOrEqual(4.5);
});

test('the company\'s colour, logo links and texts stand in the area, and not under /admin', async () => {
  const admin = await house.admin();
  const page = await admin.get('/admin/settings/area');
  const read = /name="read" value="([^"]*)"/.exec(page.text)![1].replaceAll('&quot;', '"');
  const send = (more: object) => admin.post('/admin/settings/area', { read, accentColor: '#0e6b60', areaManageColleagues: '1', areaEditAddresses: '1', ...more });
  expect((await send({ legalUrl: 'javascript:alert(1)' })).status).toBe(422);
  expect((await send({ accentColor: 'red;}body{display:none' })).status).toBe(422);
  expect((await send({ legalUrl: 'https://fjord.example/legal', contactEmail: 'help@fjord.example' })).status).toBe(303);
  const { visitor } = await house.contact(await aCustomer(house), { name: 'Pia' });
  const dashboard = await visitor.get('/');
  expect(dashboard.text).toContain('href="https://fjord.example/legal"');
  expect(dashboard.text).toContain('href="mailto:help@fjord.example"');
  const address = /\/brand\.css[^"]*/.exec(dashboard.text)![0].replace('&#x3D;', '=');
  const css = await house.visitor().raw().get(address);
  expect([css.status, css.headers['content-type'], css.headers['cache-control']]).toEqual([200, 'text/css; charset=utf-8', 'public, max-age=31536000, immutable']);
  expect(css.text).toContain('--c-accent:light-dark(#0e6b60');
  expect((await house.visitor().raw().get('/brand.css?v=000000')).headers['cache-control']).toBe('no-cache');
  expect((await admin.get('/admin')).text).not.toContain('brand.css');
});
