#!/usr/bin/env node
// `npm test [-- jest arguments]`: packages, build, a database that vanishes, type check, tests.
// Last line of output: "N passed, N failed, N skipped".
import { runTests } from './launcher/test-run.mjs';

process.exitCode = await runTests(process.argv.slice(2));
