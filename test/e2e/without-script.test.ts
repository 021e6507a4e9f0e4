import type { Browser, Page } from 'playwright-core';
import { startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import type { House } from '../security/scene';
import { addressOf, openBrowser, signIn } from './browser';

// The main ways through the application with JavaScript off: each link is a link and each form a form.

let house: House;
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  house = await startApplication();
  origin = addressOf(house);
  browser = await openBrowser();
  for (const companyName of ['Nordlicht', 'Südwind', 'Ostsee']) await aCustomer(house, { companyName, country: companyName === 'Ostsee' ? 'DE' : 'NO' });
  page = await signIn(await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }), origin);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await house.close();
}, 30_000);

const names = async () => (await page.locator('tbody a[href^="/admin/customers/"]').allTextContents()).map((text) => text.trim()).filter((text) => /^[NSOW]/.test(text));

test('a customer is made through the steps', async () => {
  await page.goto(`${origin}/admin/customers`);
  await page.locator('a[href="/admin/customers/new"]:visible').first().click();
  await page.locator('#companyName').fill('Westwind');
  const [{ id: group }] = await house.dataSource.query('SELECT CAST(id AS CHAR) AS id FROM customer_groups LIMIT 1');
  const box = page.locator(`input[name="groupIds"][value="${group}"]`);
  if ((await box.count()) > 0) await box.setChecked(true, { force: true });
  else await page.locator('select[name="groupIds"]').selectOption(group);
  await page.locator('button[name="do"][value="next"]:not([tabindex="-1"])').first().click();
  await page.waitForURL(/step=finance/);
  await page.locator('button[name="do"][value="next"]:not([tabindex="-1"])').first().click();
  await page.waitForURL(/step=address/);
  await page.locator('button[name="do"][value="save"]:not([tabindex="-1"])').first().click();
  await page.waitForURL(/\/admin\/customers\/\d+(#.*)?$/);
  expect(await page.locator('h1').textContent()).toContain('Westwind');
}, 60_000);

test('the list is searched and filtered', async () => {
  await page.goto(`${origin}/admin/customers`);
  expect((await names()).length).toBeGreaterThanOrEqual(3);
  await page.locator('main input[name="q"]').fill('südwind');
  await page.locator('main input[name="q"]').press('Enter');
  await page.waitForURL(/q=/);
  expect(new Set(await names())).toEqual(new Set(['Südwind']));
  await page.goto(`${origin}/admin/customers?country=DE`);
  expect(new Set(await names())).toEqual(new Set(['Ostsee']));
}, 60_000);

test('several customers are chosen, previewed and deactivated', async () => {
  await page.goto(`${origin}/admin/customers`);
  const boxes = page.locator('tbody input[name="ids"]');
  await boxes.nth(0).check({ force: true });
  await boxes.nth(1).check({ force: true });
  await page.locator('button[name="do"][value="deactivate"]').first().click({ force: true });
  await page.waitForURL(/\/admin\/customers\/bulk\/\d+/);
  expect(await house.dataSource.query('SELECT active FROM customers WHERE active = 0')).toHaveLength(0);
  await page.locator('main form[method="post"] button[type="submit"]:visible, main form[method="post"] button:visible').first().click();
  await page.waitForURL(/\/admin\/customers(\?.*)?$|bulk/);
  expect(await house.dataSource.query('SELECT active FROM customers WHERE active = 0')).toHaveLength(2);
}, 60_000);
