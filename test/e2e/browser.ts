import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { ADMIN, PASSWORD } from '../support/application';
import type { House } from '../security/scene';

/** Starts the browser that `npm test` found or installed. */
export function openBrowser(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('No Chromium was found; name one in CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

export function addressOf(house: House): string {
  const address = house.server.address();
  return `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
}

/** Signs the administrator in through the page, and answers with it. */
export async function signIn(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/admin/login`);
  await page.fill('#email', ADMIN.email);
  await page.fill('#password', PASSWORD);
  await Promise.all([page.waitForURL(`${origin}/admin`), page.click('main form button')]);
  return page;
}

/** Signs a contact in to the customers area through the page; the same browser may hold both sessions. */
export async function enterArea(context: BrowserContext, origin: string, email: string, password = PASSWORD): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/login`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await Promise.all([page.waitForURL(`${origin}/`), page.click('main form button')]);
  return page;
}

/** What a page complains of while it is used: errors of scripts, what the policy stopped, what could not be loaded. */
export function complaintsOf(page: Page): string[] {
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(`${page.url()} error: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) found.push(`${page.url()} policy: ${message.text().slice(0, 200)}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500 || (response.status() >= 400 && /\/assets\//.test(response.url()))) found.push(`${page.url()} ${response.status()} ${response.url()}`);
  });
  page.on('dialog', (dialog) => {
    found.push(`${page.url()} dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return found;
}
