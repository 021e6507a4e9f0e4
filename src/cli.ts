import 'reflect-metadata';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Config } from './kernel/config/config';
import { Log } from './kernel/log/log';
import { startSentence, UsageError } from './start-failure';

/** A command of `npm run clientele -- <name>`; what it prints on stdout is data, the rest goes to stderr. */
interface Command {
  readonly usage: string;
  run(config: Config, args: readonly string[]): Promise<void>;
}

/** Parts are loaded when their command runs: `migrate` runs at every start and must not wait for the web. */
const COMMANDS: Readonly<Record<string, Command>> = {
  migrate: {
    usage: 'migrate',
    run: async (config) => {
      const { migrateDatabase } = await import('./kernel/db/migrate.js');
      for (const name of await migrateDatabase(config.databaseUrl)) process.stderr.write(`  ${name}\n`);
    },
  },
  'staff:create': {
    usage: 'staff:create --email A --name N [--password P]',
    run: (config, args) => staffCommand(config, args, 'createStaff'),
  },
  'staff:password': {
    usage: 'staff:password --email A [--password P]',
    run: (config, args) => staffCommand(config, args, 'setStaffPassword'),
  },
  'staff:second-factor': {
    usage: 'staff:second-factor --email A',
    run: (config, args) => staffCommand(config, args, 'resetSecondFactor'),
  },
  seed: {
    usage: 'seed --customers N [--add]',
    run: async (config, args) => {
      const { readSeedArguments, seed } = await import('./modules/demo/demo.commands.js');
      const request = readSeedArguments(args);
      if (typeof request === 'string') throw new UsageError(request);
      const refusal = await withApplication(config, async (app) => {
        const { firstStart } = await import('./first-start.js');
        for (const line of (await firstStart(app, config, { demo: false })).slice(1)) process.stderr.write(`${line}\n`);
        return seed(app, request, (line) => process.stderr.write(`${line}\n`));
      });
      if (refusal) throw new UsageError(refusal);
    },
  },
  import: {
    usage: 'import FILE [--type company|person] [--mode create|update|both] [--key number|email|vat_number] [--same-company] [--create-groups] [--again]',
    run: async (config, args) => {
      const { importFile, IMPORT_USAGE, readImportArguments } = await import('./modules/imports/imports.commands.js');
      const request = readImportArguments(args);
      if (!request) throw new UsageError(`Write: ${IMPORT_USAGE}.`);
      const { text, refused } = await withApplication(config, async (app) => {
        const { firstStart } = await import('./first-start.js');
        // Nothing is served here, so of the greeting only a first password is told.
        for (const line of (await firstStart(app, config, { demo: false })).slice(1)) process.stderr.write(`${line}\n`);
        return importFile(app, request, (line) => process.stderr.write(`${line}\n`));
      });
      if (refused) throw new UsageError(text);
      process.stdout.write(`${text}\n`);
    },
  },
  export: {
    usage: 'export > FILE',
    run: async (config, args) => {
      if (args.length > 0) throw new UsageError('Write: export > FILE.');
      const { exportCustomers } = await import('./modules/customers/customers.commands.js');
      await withApplication(config, (app) => exportCustomers(app, process.stdout));
    },
  },
  reindex: {
    usage: 'reindex [--rebuild]',
    run: async (config, args) => {
      if (args.some((arg) => arg !== '--rebuild')) throw new UsageError('Write: reindex [--rebuild].');
      const { reindexCustomers } = await import('./modules/customers/customers.commands.js');
      process.stdout.write(`${await withApplication(config, (app) => reindexCustomers(app, args))}\n`);
    },
  },
};

async function staffCommand(config: Config, args: readonly string[], name: 'createStaff' | 'resetSecondFactor' | 'setStaffPassword'): Promise<void> {
  const commands = await import('./modules/staff/staff.commands.js');
  process.stdout.write(`${await withApplication(config, (app) => commands[name](app, args))}\n`);
}

/** Runs `work` with the whole application, without listening. */
export async function withApplication<T>(config: Config, work: (app: NestExpressApplication) => Promise<T>): Promise<T> {
  const { createApplication } = await import('./application.js');
  const app = await createApplication(config, new Log('warn'));
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  const command = name && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`Choose a command: ${Object.values(COMMANDS).map(({ usage }) => usage).join(' · ')}`);
  await command.run(new Config(process.env), args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const sentence = startSentence(error);
  if (sentence === null) new Log('error').failure(error);
  process.stderr.write(`${sentence ?? 'The command failed; the line above says why.'}\n`);
  process.exitCode = 1;
});
