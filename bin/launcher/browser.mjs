import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from '../database/debian-packages.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * A browser for the tests that need one: CHROMIUM_PATH, one on PATH, else Debian's as root.
 * @returns its path; null when there is none, and then those tests fail saying so
 */
export async function ensureBrowser({ say, signal }) {
  const present = findBrowser();
  if (present || process.getuid?.() !== 0) return present;
  say('Installing Chromium for the browser tests.');
  await aptInstall(['chromium'], { signal });
  return findBrowser();
}

function findBrowser() {
  const places = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROMIUM_PATH, ...places, MAC].find((path) => path && existsSync(path)) ?? null;
}
