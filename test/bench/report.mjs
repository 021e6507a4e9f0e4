import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../bin/launcher/settings.mjs';

const DOCUMENT = join(root, 'docs', 'performance.md');
const BEGIN = '<!-- figures: written by npm run bench -- --write -->';
const END = '<!-- end of figures -->';
/** So many customers need no mention. */
const USUAL = 1_000_000;
const WHO = { administrator: 'administrator', admin500: 'admin of 500' };

/** @typedef {{ part: string, customers: number, machine: object, rows: object[] }} Measured a part that ran */

const HEADINGS = ['', 'median', 'p95', 'p99', 'a second', 'CPU ms', 'database ms', 'other', 'to reach', ''];

/** The tables on stdout. @param {Measured[]} measured */
export function printTables(measured) {
  for (const { part, rows, ...conditions } of measured) {
    const lines = [HEADINGS, ...rows.map(cells)];
    const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
    const shown = lines.map((line) => line.map((cell, column) => (column === 0 || column > 6 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd());
    console.log(`\n${part}\n${shown.join('\n')}\n${conditionsLine(conditions)}`);
  }
}

/** Keeps every figure in results.json, beside those of parts that did not run this time. */
export function keepResults(folder, measured) {
  const file = join(folder, 'results.json');
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const others = Array.isArray(known) ? known.filter(({ part }) => !measured.some((one) => one.part === part)) : [];
  writeFileSync(file, `${JSON.stringify([...others, ...measured], null, 2)}\n`);
  return file;
}

/** Puts the figures between the marks of docs/performance.md; what people wrote around them stays, and so do figures of parts that did not run. */
export function writeDocument(measured) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${DOCUMENT} has lost the marks between which the figures stand`);
  const sections = new Map(text.slice(before + BEGIN.length, after).split(/^(?=### )/m).slice(1).map((section) => [section.split('\n')[0], section.trim()]));
  for (const one of measured) sections.set(headingOf(one), sectionOf(one));
  writeFileSync(DOCUMENT, `${text.slice(0, before)}${BEGIN}\n\n${[...sections.values()].join('\n\n')}\n\n${text.slice(after)}`);
}

function headingOf({ part, customers }) {
  return customers === USUAL ? `### ${part}` : `### ${part}, ${customers.toLocaleString('en')} customers`;
}

function sectionOf({ part, rows, ...conditions }) {
  const shown = part === 'list' ? worstOnly(rows) : rows;
  return [
    headingOf({ part, ...conditions }), '', conditionsLine(conditions), '', `| ${HEADINGS.join(' | ')} |`, `|---|${'---:|'.repeat(6)}---|---|---|`,
    ...shown.map((row) => `| ${cells(row).map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');
}

/** The document shows the worst of each kind of list; results.json holds them all. */
function worstOnly(rows) {
  const kinds = new Map();
  for (const row of rows) {
    const kind = /^(sorted by|filter .*, sorted by|filter)/.exec(row.what)?.[0].replace(/ .*,/, ' and');
    const key = kind ? `${row.who} ${kind}` : Symbol('alone');
    kinds.set(key, { kind, alike: [...(kinds.get(key)?.alike ?? []), row] });
  }
  return [...kinds.values()].map(({ kind, alike }) => {
    if (!kind) return alike[0];
    const worst = alike.toSorted((a, b) => b.p95 - a.p95)[0];
    return { ...worst, what: `worst of ${alike.length}: ${worst.what}`, ok: alike.every(({ ok }) => ok), note: `${alike.filter(({ ok }) => ok).length} of ${alike.length} in reach` };
  });
}

function conditionsLine({ machine, customers }) {
  const { date, cpu, cores, memory, system, node, database, bufferPool, durability, load } = machine;
  return `${date}: ${customers.toLocaleString('en')} customers; ${cpu}, ${cores} cores, ${memory} GB, ${system}; Node ${node}, ${database}, buffer pool ${bufferPool} MB (${durability}); load of the machine before it ${load}${Number(load) > 0.5 ? ': other work was on it, so times are too long and CPU is too high' : ''}.`;
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
