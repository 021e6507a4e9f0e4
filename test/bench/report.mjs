import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../bin/launcher/settings.mjs';

const DOCUMENT = join(root, 'docs', 'performance.md');
const BEGIN = '<!-- figures: written by npm run bench -- --write -->';
const END = '<!-- end of figures -->';
const WHO = { administrator: 'administrator', admin500: 'admin of 500' };

const HEADINGS = ['', 'median', 'p95', 'p99', 'a second', 'CPU ms', 'database ms', 'other', 'to reach', ''];

/** The table on stdout. */
export function printTable(report) {
  const lines = [HEADINGS, ...report.results.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
  let part = null;
  for (const [index, line] of lines.entries()) {
    if (index > 0 && report.results[index - 1].part !== part) {
      part = report.results[index - 1].part;
      console.log(`\n${part}`);
    }
    console.log(line.map((cell, column) => (column === 0 || column > 6 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd());
  }
  console.log(`\n${machineLine(report)}`);
}

/** Puts the figures between the marks of docs/performance.md; what people wrote around them stays. */
export function writeDocument(report) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${DOCUMENT} has lost the marks between which the figures stand`);
  const results = worstOnly(report.results);
  const parts = [...new Set(results.map(({ part }) => part))];
  const tables = parts.map((part) => [
    `### ${part}`, '', `| ${HEADINGS.join(' | ')} |`, `|---|${'---:|'.repeat(6)}---|---|---|`,
    ...results.filter((row) => row.part === part).map((row) => `| ${cells(row).map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`), '',
  ].join('\n'));
  writeFileSync(DOCUMENT, `${text.slice(0, before)}${BEGIN}\n\n${machineLine(report)}\n\n${tables.join('\n')}\n${text.slice(after)}`);
}

/** The document shows the worst of each kind of list; results.json holds them all. */
function worstOnly(results) {
  const kinds = new Map();
  for (const row of results) {
    const kind = row.part === 'list' && /^(sorted by|filter .*, sorted by|filter)/.exec(row.what)?.[0].replace(/ .*,/, ' and');
    const key = kind ? `${row.who} ${kind}` : Symbol('alone');
    kinds.set(key, { kind, rows: [...(kinds.get(key)?.rows ?? []), row] });
  }
  return [...kinds.values()].map(({ kind, rows }) => {
    if (!kind) return rows[0];
    const worst = rows.toSorted((a, b) => b.p95 - a.p95)[0];
    return { ...worst, what: `worst of ${rows.length}: ${worst.what}`, ok: rows.every(({ ok }) => ok), note: `${rows.filter(({ ok }) => ok).length} of ${rows.length} in reach` };
  });
}

function machineLine({ machine, customers }) {
  const { date, cpu, cores, memory, system, node, database, bufferPool, durability, load } = machine;
  return `${date}: ${customers.toLocaleString('en')} customers; ${cpu}, ${cores} cores, ${memory} GB, ${system}; Node ${node}, ${database}, buffer pool ${bufferPool} MB (${durability}); load of the machine before the run ${load}${Number(load) > 0.5 ? ': other work was on it, so times are too long and CPU is too high' : ''}.`;
}

function cells(row) {
  const { what, who, median, p95, p99, perSecond, rowsPerSecond, cpu, databaseCpu, reach, ok } = row;
  return [
    who ? `${WHO[who] ?? who}: ${what}` : what, time(median), time(p95), time(p99), figure(perSecond ?? rowsPerSecond),
    time(cpu), time(databaseCpu), other(row), reach ?? '', ok === undefined ? '' : ok ? 'yes' : 'NO',
  ];
}

function other({ ms, seconds, memory, bytes, plainBytes, firstByte, encoding, note, requests, perSecond }) {
  return [
    note, ms && `${Math.round(ms)} ms`, seconds && `${seconds.toFixed(1)} s`, memory && `${Math.round(memory)} MB`,
    bytes && `${(bytes / 1000).toFixed(1)} kB${encoding ? ` ${encoding}` : ''}`, plainBytes && `${(plainBytes / 1000).toFixed(1)} kB plain`,
    firstByte && `first byte ${Math.round(firstByte)} ms`, perSecond && requests && `${requests} pages`,
  ].filter(Boolean).join(', ');
}

function time(value) {
  if (value === undefined) return '';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function figure(value) {
  return value === undefined ? '' : Math.round(value).toLocaleString('en');
}
