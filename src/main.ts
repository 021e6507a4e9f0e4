import 'reflect-metadata';
import { createApplication } from './application';
import { Config } from './kernel/config/config';
import { Scheduler } from './kernel/jobs/scheduler';
import { Log } from './kernel/log/log';
import { firstStart } from './first-start';
import { startSentence } from './start-failure';

async function main(): Promise<void> {
  const config = new Config(process.env);
  const log = new Log(config.logLevel);
  process.on('unhandledRejection', (error) => log.failure(error));
  const app = await createApplication(config, log);
  const welcome = await firstStart(app, config);
  if (config.role !== 'web') await app.get(Scheduler).start();
  if (config.role !== 'worker') await app.listen(config.port);
  process.stdout.write(`${welcome.join('\n')}\n`);
}

main().catch((error: unknown) => {
  const sentence = startSentence(error);
  if (sentence === null) new Log('error').failure(error);
  process.stderr.write(`${sentence ?? 'Clientele could not start; the line above says why.'}\n`);
  process.exit(1);
});
