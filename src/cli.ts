import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { Config, ConfigError } from './kernel/config/config';
import { databaseOptions } from './kernel/db/data-source';
import { migrate } from './kernel/db/migrate';
import { isDatabaseDown } from './kernel/db/outage';

type Command = (config: Config, args: readonly string[]) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  migrate: async (config) => {
    const dataSource = await new DataSource(databaseOptions(config.databaseUrl, 2, [])).initialize();
    try {
      const ran = await migrate(dataSource);
      for (const name of ran) process.stdout.write(`  ${name}\n`);
    } finally {
      await dataSource.destroy();
    }
  },
};

async function main([name, ...args]: readonly string[]): Promise<void> {
  const command = name && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new ConfigError(`Choose a command: ${Object.keys(COMMANDS).join(', ')}.`);
  await command(new Config(process.env), args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exitCode = 1;
});

function sentenceFor(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (isDatabaseDown(error)) return 'The database does not answer; check DATABASE_URL and that the server runs.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
