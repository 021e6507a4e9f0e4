import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from '../../../bin/launcher/build.mjs';
import { applicationNode, installPackages } from '../../../bin/launcher/packages.mjs';
import { run } from '../../../bin/launcher/process.mjs';
import { root } from '../../../bin/launcher/settings.mjs';
import { FAULTS } from './faults.mjs';
import { Stand } from './stand.mjs';

const REPORT = join(root, 'docs', 'reliability.md');

/** @returns {Promise<number>} the exit code: 1 when a fault was not survived as it must be */
export async function runFaults(args) {
  const has = (flag) => args.includes(flag);
  const only = args[args.indexOf('--only') + 1]?.split(',');
  const chosen = has('--only') ? FAULTS.filter(({ id }) => only.includes(id)) : FAULTS;
  const say = has('--json') ? () => undefined : (line) => console.log(line);
  const signal = new AbortController().signal;
  await installPackages(root, { say, signal });
  const node = applicationNode(root);
  await build(root, { say, signal, node });
  const results = [];
  const stand = await Stand.open(node);
  try {
    for (const fault of chosen) {
      say(`${fault.id}  ${fault.title} …`);
      const began = performance.now();
      const result = await fault.run(stand, { short: has('--short'), down: has('--down') ? Number(args[args.indexOf('--down') + 1]) : 600 }).catch((error) => ({ counts: { failed: 1 }, holds: { failed: 0 }, times: {}, notes: [String(error)] }));
      const broken = Object.entries(result.holds).filter(([name, expected]) => result.counts[name] !== expected).map(([name]) => name);
      results.push({ id: fault.id, title: fault.title, ...result, broken, seconds: (performance.now() - began) / 1000 });
      say(`     ${line(results.at(-1))}`);
    }
  } finally {
    await stand.close();
  }
  if (has('--json')) console.log(JSON.stringify(results));
  if (has('--write')) await writeReport(node, results);
  return results.some(({ broken }) => broken.length > 0) ? 1 : 0;
}

function line({ counts, times, broken, notes = [] }) {
  const figures = [...Object.entries(counts).map(([name, n]) => `${name} ${n}`), ...Object.entries(times).map(([name, ms]) => `${name} ${shown(ms)}`)];
  return `${broken.length === 0 ? 'holds' : `BROKEN (${broken.join(', ')})`}: ${figures.join(' · ')}${notes.length > 0 ? ` — ${notes.join('; ')}` : ''}`;
}

const shown = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`);

/** Writes what was measured between the two marks of the report; rows of faults that were left out stay. */
async function writeReport(node, results) {
  const version = (await run(node, ['--version'])).stdout.trim();
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB; Node ${version}; ${new Date().toISOString().slice(0, 10)}`;
  const old = readFileSync(REPORT, 'utf8').split('\n').filter((one) => /^\| [AF]\d+[br]? \|/.test(one));
  const measured = results.map((result) => `| ${result.id} | ${result.title} | ${result.broken.length === 0 ? 'holds' : `**${result.broken.join(', ')}**`} | ${cells(result.counts, String)} | ${cells(result.times, shown)} |`);
  const rows = FAULTS.flatMap(({ id }) => [...measured, ...old].find((one) => one.startsWith(`| ${id} |`)) ?? []);
  const table = [`Measured on ${machine}.`, '', '| | what was done | | counted | took |', '|---|---|---|---|---|', ...rows].join('\n');
  const text = readFileSync(REPORT, 'utf8').replace(/(<!-- figures -->\n)[\s\S]*?(<!-- end -->)/, (_, begin, end) => `${begin}${table}\n${end}`);
  writeFileSync(REPORT, text);
}

const cells = (record, show) => Object.entries(record).map(([name, value]) => `${name}: ${show(value)}`).join('<br>');
