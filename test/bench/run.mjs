import { parseArgs } from 'node:util';
import { guarded } from '../../bin/launcher/main.mjs';
import { build } from '../../bin/launcher/build.mjs';
import { applicationNode, installPackages } from '../../bin/launcher/packages.mjs';
import { Sentence } from '../../bin/launcher/sentence.mjs';
import { readSettings, root } from '../../bin/launcher/settings.mjs';
import { openBench } from './bench.mjs';
import { describeMachine } from './machine.mjs';
import { keepResults, printTables, writeDocument } from './report.mjs';

/** In this order: what changes the database comes last. */
const PARTS = ['bytes', 'list', 'search', 'page', 'area', 'export', 'write', 'outbox', 'reminders', 'start', 'import'];
const say = (line) => console.error(line);

/** @returns {Promise<number>} the exit code; figures that miss their mark are no failure of the run */
export function runBench(args) {
  return guarded(async (signal) => {
    const options = readOptions(args);
    const settings = readSettings();
    await installPackages(root, { say, signal });
    const node = applicationNode(root);
    await build(root, { say, signal, node });
    const bench = await openBench({ ...options, settings, node, say, signal });
    const measured = [];
    try {
      for (const part of options.parts) {
        if (signal.aborted) break;
        say(`${part} …`);
        const machine = await describeMachine(bench);
        const { measure } = await import(`./${part}.mjs`);
        const rows = await measure(bench).catch((error) => void say(`${part} failed: ${error.message}`));
        if (rows) measured.push({ part, customers: options.customers, machine, rows });
      }
    } finally {
      await bench.close();
    }
    printTables(measured);
    say(`Everything measured stands in ${keepResults(bench.folder, measured)}`);
    if (options.write) writeDocument(measured);
    return 0;
  }, root);
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' }, only: { type: 'string' }, write: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false },
      requests: { type: 'string', default: '200' }, rows: { type: 'string', default: '1000000' }, profile: { type: 'boolean', default: false },
    },
  });
  const customers = Number(values.customers);
  if (!Number.isInteger(customers) || customers < 1000) throw new Sentence('Say how many customers, at least 1000: npm run bench -- --customers 1000000');
  const wanted = values.only?.split(',') ?? PARTS;
  const unknown = wanted.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Sentence(`There is no measurement ${unknown.join(', ')}; choose among ${PARTS.join(', ')}.`);
  return { customers, parts: PARTS.filter((part) => wanted.includes(part)), write: values.write, keep: values.keep, requests: Number(values.requests), rows: Number(values.rows), profile: values.profile };
}
