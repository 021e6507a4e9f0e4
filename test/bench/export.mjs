import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { cpuOf, forgetPeak, memoryOf } from './application.mjs';

const FILE = '/admin/customers.csv';
const PLAIN = 'number,type,company_name,title,first_name,middle_name,last_name,email,phone,vat_number';
const NEWLINE = 10;

/** The CSV export of everything (EXP-1), beside what the database's own client writes of the same columns. */
export async function measure(bench) {
  const browser = await bench.signedIn('administrator');
  const rows = [await dump(bench, `SELECT ${PLAIN} FROM customers`, 'limit: the client dumping 10 columns')];
  for (const [what, query, atLeast] of [['10 plain columns', 'columns=shown&cols=customer&cols=phone&cols=vat', 90_000], ['every column, groups and primary contact', 'columns=all', 40_000]]) {
    const result = await download(bench, browser, `${FILE}?${query}`);
    if (result === null) rows.push({ what: `export, ${what}`, note: 'not there yet' });
    else rows.push({ what: `export, ${what}`, ...result, reach: `≥ ${atLeast.toLocaleString('en')} rows/s, ≤ 150 MB, first byte ≤ 200 ms`, ok: result.rowsPerSecond >= atLeast && result.memory <= 150 && result.firstByte <= 200 });
  }
  return rows;
}

function download(bench, browser, path) {
  const { pid } = bench.application;
  forgetPeak(pid);
  const cpu = cpuOf(pid);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    request({ port: browser.port, path, headers: { host: `localhost:${browser.port}`, cookie: browser.cookieHeader() } }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return void resolve(null);
      }
      let firstByte = null;
      let lines = 0;
      let bytes = 0;
      response.on('data', (part) => {
        firstByte ??= performance.now() - began;
        bytes += part.length;
        for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) lines += 1;
      });
      response.on('error', reject);
      response.on('end', () => {
        const seconds = (performance.now() - began) / 1000;
        resolve({ rowsPerSecond: lines / seconds, seconds, firstByte, bytes, memory: memoryOf(pid).peak, note: `${(cpuOf(pid) - cpu).toFixed(1)} s of CPU` });
      });
    }).on('error', reject).end();
  });
}

/** @returns rows a second of the database's own client writing to nowhere */
export async function dump(bench, sql, what) {
  const client = await clientProgram(bench);
  if (!client) return { what, note: 'there is no mariadb client' };
  const began = performance.now();
  const lines = await new Promise((resolve, reject) => {
    const child = spawn(client, ['--no-defaults', '--batch', '--quick', '--skip-column-names', '-uroot', `--socket=${bench.database.socket}`, 'clientele', '-e', sql], { stdio: ['ignore', 'pipe', 'inherit'] });
    let count = 0;
    child.stdout.on('data', (part) => { for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) count += 1; });
    child.once('error', reject).once('close', () => resolve(count));
  });
  const seconds = (performance.now() - began) / 1000;
  return { what, rowsPerSecond: lines / seconds, seconds };
}

/** Beside the server, where a package or the unpacking has put it. */
async function clientProgram(bench) {
  const { existsSync } = await import('node:fs');
  return ['/usr/bin/mariadb', '/usr/local/bin/mariadb', join(bench.settings.dataDir, 'mariadb', 'usr', 'bin', 'mariadb')].find((path) => existsSync(path)) ?? null;
}
