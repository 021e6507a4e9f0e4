#!/usr/bin/env node
// `npm run clientele -- <command>`: the command line of the application, with packages, build and database brought up.
import { runCommandLine } from './launcher/command-line.mjs';

process.exitCode = await runCommandLine(process.argv.slice(2));
