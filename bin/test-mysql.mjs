#!/usr/bin/env node
// `npm run test:mysql [-- jest arguments]`: `npm test` on a MySQL 9 that vanishes.
import { MYSQL } from './database/mysql.mjs';
import { runTests } from './launcher/test-run.mjs';

process.exitCode = await runTests(process.argv.slice(2), MYSQL);
