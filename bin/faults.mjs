#!/usr/bin/env node
// `npm run faults`: kills, stops, starves and floods the built application, and reports what came of it and how long it took.
//   --short        what the suite runs: each fault once
//   --only F21,…   some of them
//   --down 60      seconds that F4 keeps the mail server away instead of 600
//   --json         one record of everything instead of a table
//   --write        puts the figures into docs/reliability.md
import { runFaults } from '../test/faults/long/run.mjs';

process.exitCode = await runFaults(process.argv.slice(2));
