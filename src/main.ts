import 'reflect-metadata';
import { createApplication } from './application';
import { Config, ConfigError } from './kernel/config/config';
import { isDatabaseDown } from './kernel/db/outage';
import { Scheduler } from './kernel/jobs/scheduler';
import { Log } from './kernel/log/log';
import { firstStart } from './first-start';
import { timetable } from './timetable';

async function main(): Promise<void> {
  const config = new Config(process.env);
  const log = new Log(config.logLevel);
  process.on('unhandledRejection', (error) => log.failure(error));
  const app = await createApplication(config, log);
  const welcome = await firstStart(app, config);
  if (config.role !== 'web') app.get(Scheduler).start(timetable(app));
  if (config.role !== 'worker') await app.listen(config.port);
  process.stdout.write(`${welcome.join('\n')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
});

/** What stops a start, in one sentence that says what to do. */
function sentenceFor(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (isDatabaseDown(error)) return 'The database does not answer; check DATABASE_URL and that the server runs.';
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return 'The port is taken; set PORT to another one, or stop what uses it.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
