import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startApplication } from '../support/application';
import { ROUTES } from '../security/routes';
import { buildScene, fillEveryText, type House, type Scene } from '../security/scene';
import { addressOf, complaintsOf, enterArea, openBrowser, signIn } from './browser';

// Every page in a real browser: accessible and valid at both widths and in both colours, and harmless whatever people wrote.

const AXE = readFileSync(join(__dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const AT_ONCE = 3;

let house: House;
let browser: Browser;
let context: BrowserContext;
let origin: string;
let scene: Scene;
let paths: string[];

beforeAll(async () => {
  house = await startApplication();
  ({ scene } = await buildScene(house));
  origin = addressOf(house);
  browser = await openBrowser();
  context = await browser.newContext({ viewport: WIDE, bypassCSP: false });
  await signIn(context, origin);
  await enterArea(context, origin, (await house.contact(scene.a, { name: 'Ada Contact', kind: 'admin' })).email);
  paths = pages();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await house.close();
}, 30_000);

/** Every page an administrator and an admin contact can open, from the table of routes, and the steps of the customer form. */
function pages(): string[] {
  const files = /\.(csv|ics|pdf)|health|brand|\/files\/|picture|\/state|reminders\/(due|dates)|login|password\/(forgotten|sent|set)/;
  const table = Object.entries(ROUTES).filter(([route]) => route.startsWith('GET ') && !files.test(route)).map(([, row]) => row.at(scene));
  const steps = ['finance', 'address', 'contact'].map((step) => `/admin/customers/new/${scene.draft}?step=${step}`);
  return [...table, ...steps, '/admin/customers?q=Ahorn', '/admin/customers?q=nobody', '/admin/nothing-here', `/admin/customers/${scene.a}/edit?step=address`];
}

const OUTSIDE = ['/admin/login', '/admin/password/forgotten', '/admin/password/sent', '/admin/password/set?token=0', '/login', '/password/forgotten', '/password/sent', '/password/set?token=0'];

/** Does `work` for each path in a few tabs at once. */
async function each(from: BrowserContext, which: readonly string[], work: (page: Page, path: string) => Promise<void>): Promise<void> {
  const waiting = [...which];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const page = await from.newPage();
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await work(page, path);
    await page.close();
  }));
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[];
}

/** @param rules null: all of WCAG 2.2 A and AA and what axe calls best practice. */
async function violations(page: Page, rules: readonly string[] | null): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  const result = await page.evaluate<AxeResult>(`axe.run(document, ${JSON.stringify(options)})`);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

async function sideways(page: Page): Promise<string[]> {
  const [wide, seen] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, window.innerWidth]');
  return wide > seen ? [`scrolls sideways: ${wide} > ${seen}`] : [];
}

test.each([['1440', WIDE], ['390', PHONE]] as const)('every page is accessible and fits at %s, in both colours', async (_name, viewport) => {
  const found: unknown[] = [];
  const check = async (page: Page, path: string) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(origin + path, { waitUntil: 'load' });
    const light = [...(await violations(page, null)), ...(await sideways(page))];
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = (await violations(page, ['color-contrast'])).map((problem) => `dark, ${problem}`);
    found.push(...[...light, ...dark].map((problem) => [path, problem]));
  };
  const look = await browser.newContext({ viewport, storageState: await context.storageState(), reducedMotion: 'reduce' });
  const outside = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  await each(look, paths, check);
  await each(outside, OUTSIDE, check);
  await Promise.all([look.close(), outside.close()]);
  expect(found).toEqual([]);
}, 180_000);

test('the look itself finds what is wrong', async () => {
  const page = await context.newPage();
  await page.goto(`${origin}/admin/groups`);
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<input type="text"><img src="/none">')`);
  expect((await violations(page, null)).map((problem) => problem.replace(/:.*/s, ''))).toEqual(expect.arrayContaining(['label', 'image-alt']));
  await page.close();
});

test('every page is valid HTML', async () => {
  const validator = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'require-sri': 'off' } });
  const found: unknown[] = [];
  for (const [from, which] of [[context, paths], [await browser.newContext(), OUTSIDE]] as const) {
    for (const path of which) {
      const html = await (await from.request.get(origin + path)).text();
      const report = await validator.validateString(html);
      found.push(...report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => [path, ruleId, message, selector])));
    }
  }
  expect(found).toEqual([]);
}, 60_000);

interface Focused {
  readonly what: string;
  readonly marked: boolean;
  readonly visible: boolean;
}

/** Run in the page: what has the focus, and whether it, or what stands for it, looks other than without. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const labels = element.id ? [...document.querySelectorAll('label[for="' + CSS.escape(element.id) + '"]')] : [];
  const look = () => JSON.stringify([element, element.parentElement, element.nextElementSibling, ...labels].map((one) => {
    const style = one && getComputedStyle(one);
    return style && [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor, style.position, style.opacity];
  }));
  const focused = look();
  element.blur();
  const marked = look() !== focused;
  element.focus({ preventScroll: true });
  const { width, height } = element.getBoundingClientRect();
  return { what: element.outerHTML.slice(0, 120), marked, visible: width > 0 && height > 0 };
})()`;

test('the keyboard reaches what it needs, and one sees where it is', async () => {
  const found: unknown[] = [];
  const still = await browser.newContext({ viewport: WIDE, storageState: await context.storageState(), reducedMotion: 'reduce' });
  await each(still, ['/admin/customers', `/admin/customers/${scene.a}`, `/admin/customers/${scene.a}/edit`, '/admin/groups', '/admin/roles/new', '/admin/customers/import'], async (page, path) => {
    await page.goto(origin + path);
    const walked = new Set<string>();
    for (let step = 0; step < 45; step += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<Focused | null>(FOCUSED);
      if (!at) break;
      walked.add(at.what);
      if (!at.marked || !at.visible) found.push([path, at.what]);
    }
    if (walked.size < 10) found.push([path, 'only', walked.size, 'places are reached']);
  });
  await still.close();
  expect(found).toEqual([]);
}, 60_000);

test('whatever people wrote, nothing of it runs and the policy has nothing to stop (A5)', async () => {
  const hostile = await browser.newContext({ viewport: WIDE, storageState: await context.storageState() });
  const ran: string[] = [];
  await hostile.exposeFunction('__pwn', (what: unknown) => ran.push(String(what)));
  await fillEveryText(house);
  const complaints: string[][] = [];
  const shown: string[] = [];
  hostile.on('page', (page) => complaints.push(complaintsOf(page)));
  await each(hostile, [...paths, `/admin/customers/${scene.a}/edit?step=finance`], async (page, path) => {
    await page.goto(origin + path, { waitUntil: 'load' });
    if ((await page.content()).includes('svg onload')) shown.push(new URL(page.url()).pathname);
    for (const button of await page.locator('a[data-dialog]').all().then((all) => all.slice(0, 1))) {
      if (!(await button.isVisible())) continue;
      await button.click();
      await page.waitForTimeout(150);
    }
  });
  await hostile.close();
  expect(ran).toEqual([]);
  expect(complaints.flat()).toEqual([]);
  expect(shown.length).toBeGreaterThan(25);
  expect(shown.filter((path) => !path.startsWith('/admin') && path !== '/login').length).toBeGreaterThan(4);
}, 90_000);
