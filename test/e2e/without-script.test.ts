import type { Browser, Page } from 'playwright-core';
import { startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import type { House } from '../security/scene';
import { addressOf, enterArea, openBrowser, signIn } from './browser';

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

const CHOSEN = 'three quiet herons';

/** A browser of somebody else, without scripts. */
async function somebody(): Promise<Page> {
  return (await browser.newContext({ javaScriptEnabled: false, locale: 'en', viewport: { width: 390, height: 844 } })).newPage();
}

/** What staff read at /admin/mail, where no server takes the mails away: the link in the latest mail of this kind to this address. */
async function linkIn(kind: string, email: string): Promise<string> {
  await page.goto(`${origin}/admin/mail?q=${encodeURIComponent(email)}`);
  await page.locator('tbody a', { hasText: kind }).first().click();
  const show = page.getByRole('button', { name: 'Show the link' });
  if ((await show.count()) > 0) await Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/link')), show.click()]);
  const link = /https?:\/\/\S+\?token=\w+/.exec(await page.locator('main').innerText());
  if (!link) throw new Error(`no link in the mail at ${page.url()}`);
  return link[0].replace(/^https?:\/\/[^/]+/, origin);
}

async function press(from: Page, name: string | RegExp): Promise<void> {
  const button = from.getByRole('button', { name }).filter({ visible: true }).first();
  await Promise.all([from.waitForEvent('load'), button.click()]);
}

async function setPassword(as: Page, link: string): Promise<void> {
  await as.goto(link);
  await as.fill('#password', CHOSEN);
  await as.fill('#repeat', CHOSEN);
  await press(as, /password/i);
}

const menuOf = async (as: Page) => (await as.locator('nav.main a').allTextContents()).map((text) => text.trim());
const path = (of: Page) => new URL(of.url()).pathname;

test('a customer gets a login, looks after itself, and staff decide, look on and see all of it in the activity', async () => {
  const customer = await aCustomer(house, { companyName: 'Leuchtturm' });
  const activity: string[] = [];

  // Staff add a contact, who gets a link by mail; without a mail server it is read at /admin/mail.
  await page.goto(`${origin}/admin/customers/${customer}/contacts/new`);
  await page.fill('#firstName', 'Lena');
  await page.fill('#email', 'lena@leuchtturm.example');
  await page.locator('input[name="kind"][value="admin"]').check({ force: true });
  await page.locator('input[name="login"][value="link"]').check({ force: true });
  await press(page, 'Save');
  expect(await page.locator('tr', { hasText: 'Lena' }).innerText()).toContain('Invited');
  activity.push('added the contact Lena', 'sent Lena a link to set a password');
  const lena = await somebody();
  await setPassword(lena, await linkIn('Set a password', 'lena@leuchtturm.example'));
  if (path(lena) === '/login') {
    await lena.fill('#email', 'lena@leuchtturm.example');
    await lena.fill('#password', CHOSEN);
    await press(lena, 'Sign in');
  }
  expect(path(lena)).toBe('/');
  activity.push('set a password');

  // She sees what she may, in the language she likes.
  expect(await menuOf(lena)).toEqual(expect.arrayContaining(['Overview', 'Files', 'Colleagues']));
  await press(lena, 'Deutsch');
  expect(await lena.locator('html').getAttribute('lang')).toBe('de');
  await press(lena, 'English');

  // She invites a colleague as an admin contact; staff see how far that has come.
  await lena.goto(`${origin}/colleagues/new`);
  await lena.fill('#firstName', 'Nils');
  await lena.fill('#email', 'nils@leuchtturm.example');
  await lena.locator('input[name="kind"][value="admin"]').check({ force: true });
  await press(lena, 'Send the invitation');
  expect(path(lena)).toBe('/colleagues');
  await page.goto(`${origin}/admin/customers/${customer}/contacts`);
  expect(await page.locator('tr', { hasText: 'Nils' }).innerText()).toMatch(/Admin contact[^]*Invited/);
  await setPassword(await somebody(), await linkIn('Set a password', 'nils@leuchtturm.example'));
  await page.goto(`${origin}/admin/customers/${customer}/contacts`);
  expect(await page.locator('tr', { hasText: 'Nils' }).innerText()).not.toContain('Invited');
  const nils = await enterArea(await browser.newContext({ javaScriptEnabled: false }), origin, 'nils@leuchtturm.example', CHOSEN);

  // Staff take away all that Nils may see: his next click does not find the page.
  await nils.goto(`${origin}/files`);
  await page.goto(`${origin}/admin/customers/${customer}/permissions`);
  for (const box of await page.locator('tr', { hasText: 'Nils' }).locator('input[value*=".may."]').all()) await box.setChecked(false, { force: true });
  await press(page, 'Save');
  expect((await nils.goto(`${origin}/files`))?.status()).toBe(404);
  expect(await menuOf(nils)).not.toContain('Files');
  expect((await lena.goto(`${origin}/files`))?.status()).toBe(200);
  activity.push('changed what Nils may see', 'Lena added the contact Nils', 'Lena sent Nils a link', 'Nils set a password');

  // Staff look at it as Lena, under a banner, and return.
  await page.goto(`${origin}/admin/customers/${customer}/impersonation`);
  await page.locator('select[name="contact"]').selectOption({ label: 'Lena' });
  await page.fill('#reason', 'She asked for help');
  await press(page, 'Log in as client');
  await press(page, 'Go on as Lena');
  expect(await page.locator('.imp').innerText()).toContain('Lena');
  await press(page, /return|back/i);
  expect(path(page)).toBe(`/admin/customers/${customer}`);
  activity.push('logged in as', 'She asked for help', 'ended the login as');

  await page.goto(`${origin}/admin/customers/${customer}/activity`);
  const log = await page.locator('main').innerText();
  for (const words of activity) expect(log).toContain(words);
}, 120_000);

test('staff open registration, somebody registers, and is in once it is confirmed', async () => {
  await page.goto(`${origin}/admin/settings/registration`);
  await page.locator('#registrationOpen').check({ force: true });
  await press(page, 'Save');
  const olga = await somebody();
  await olga.goto(`${origin}/login`);
  await olga.locator('a[href="/register"]').click();
  for (const [field, value] of Object.entries({ companyName: 'Otter', firstName: 'Olga', lastName: 'Otter', email: 'olga@otter.example', password: CHOSEN, repeat: CHOSEN })) await olga.fill(`#${field}`, value);
  await press(olga, 'Register');
  expect(path(olga)).toBe('/register/sent');
  await olga.goto(await linkIn('Verify', 'olga@otter.example'));
  await olga.fill('#password', CHOSEN);
  await press(olga, /verify|confirm/i);
  expect(path(olga)).toBe('/register/waiting');

  await page.goto(`${origin}/admin/registrations`);
  await press(page, 'Confirm');
  const inside = await enterArea(await browser.newContext({ javaScriptEnabled: false }), origin, 'olga@otter.example', CHOSEN);
  expect(await inside.locator('main').innerText()).toContain('Otter');
  const [{ id }] = await house.dataSource.query("SELECT CAST(id AS CHAR) AS id FROM customers WHERE display_name = 'Otter'");
  await page.goto(`${origin}/admin/customers/${id}/activity`);
  expect(await page.locator('main').innerText()).toMatch(/confirmed the registration[^]*verified the e-mail address[^]*Registration created this customer/);
}, 60_000);
