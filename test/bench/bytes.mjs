import { textOf } from './browser.mjs';

/** What a browser fetches on the first visit to the list, and on a later page, as it comes over the wire. */
export async function measure(bench) {
  const browser = await bench.signedIn('administrator');
  const page = await browser.get('/admin/customers');
  if (page.status !== 200) return [{ what: 'bytes of a first visit', note: 'not there yet' }];
  const later = await browser.get('/admin/customers?last=1');
  const html = textOf(page);
  const fetched = new Map([['the page', page.body.length]]);
  const queue = [...html.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map(([, path]) => path);
  for (const path of new Set(queue)) {
    const answer = await browser.get(path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    fetched.set(path.replace(/-[\w-]{6,}(\.\w+)$/, '$1'), answer.body.length);
  }
  const total = [...fetched.values()].reduce((sum, size) => sum + size, 0);
  return [
    { what: 'first visit to the list', bytes: total, detail: Object.fromEntries(fetched), reach: '≤ 120 kB', ok: total <= 120_000 },
    { what: 'a later page', bytes: later.body.length, reach: '≤ 20 kB', ok: later.body.length <= 20_000 },
  ];
}
