#!/usr/bin/env node
// `npm run bench`: measures the application at a million customers, beside what the machine could do at best.
//   --customers N     how many (1000000); seeded once and kept below DATA_DIR/bench
//   --only a,b        some of: bytes, list, search, page, area, export, write, outbox, reminders, start, import; figures of the others stay
//   --requests N      of one client, for each figure (200)
//   --rows N          of the imported file (1000000)
//   --profile         CPU profiles of the application, below DATA_DIR/bench
//   --write           puts the figures into docs/performance.md
//   --keep            takes the bench database as it is, although tables or demo data have changed since
import { runBench } from '../test/bench/run.mjs';

process.exitCode = await runBench(process.argv.slice(2));
