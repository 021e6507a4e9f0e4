import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../bin/launcher/settings.mjs';
import { cpuOf } from './application.mjs';

const require = createRequire(join(root, 'package.json'));
const WARM_UP = 20;

/** Median, 95th and 99th percentile and the worst, in milliseconds. */
export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), worst: sorted.at(-1), requests: sorted.length };
}

/**
 * One client, one request after the other.
 * @param paths one address, or several taken in turn
 * @returns spread of the whole answer, and CPU of application and database in milliseconds a page
 */
export async function oneClient(bench, browser, paths, { requests = bench.requests, warmUp = WARM_UP } = {}) {
  await timesOf(browser, paths, warmUp);
  const before = cpuNow(bench);
  return { ...spread(await timesOf(browser, paths, requests)), ...cpuSince(bench, before, requests) };
}

/** How long each of so many requests took, one after the other, in milliseconds. */
export async function timesOf(browser, paths, requests) {
  const list = [paths].flat();
  const times = [];
  for (let at = 0; at < requests; at += 1) times.push((await demand(browser, list[at % list.length])).ms);
  return times;
}

async function demand(browser, path) {
  const answer = await browser.get(path);
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return answer;
}

/** Sixteen clients at once for some seconds. @returns pages a second, latencies, CPU a page */
export async function manyClients(bench, browser, paths, { port = browser.port, clients = 16, seconds = 6, pids } = {}) {
  const autocannon = require('autocannon');
  const headers = { cookie: browser.cookieHeader(), 'accept-encoding': 'gzip, deflate, br', accept: 'text/html', host: `localhost:${port}` };
  const requests = [paths].flat().map((path) => ({ method: 'GET', path, headers }));
  const shoot = (duration) => autocannon({ url: `http://localhost:${port}`, connections: clients, duration, requests });
  await shoot(2);
  const before = cpuNow(bench, pids);
  const result = await shoot(seconds);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed of ${result.requests.total}`);
  return {
    perSecond: result.requests.total / result.duration, median: result.latency.p50, p95: result.latency.p97_5, p99: result.latency.p99,
    requests: result.requests.total, ...cpuSince(bench, before, result.requests.total, pids),
  };
}

function cpuNow(bench, pids = [bench.application.pid, bench.database.pid]) {
  return pids.map(cpuOf);
}

function cpuSince(bench, before, requests, pids) {
  const [application, database] = cpuNow(bench, pids).map((now, index) => ((now - before[index]) * 1000) / requests);
  return { cpu: application, databaseCpu: database };
}

/** Somebody goes on working: a page of the list four times a second. @returns what ends it and says how long the pages took */
export function watchPages(bench) {
  let going = true;
  const times = [];
  const watching = (async () => {
    const browser = await bench.signedIn('administrator');
    while (going) {
      times.push((await browser.get('/admin/customers')).ms);
      await sleep(250);
    }
  })();
  return { end: async () => { going = false; await watching; return spread(times); } };
}
