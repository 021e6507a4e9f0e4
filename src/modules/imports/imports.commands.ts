import { constants } from 'node:fs';
import { access, copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../kernel/access/actor';
import { randomHex } from '../../kernel/auth/digest';
import { Config } from '../../kernel/config/config';
import { CsvRefused } from '../../kernel/csv/csv-refused';
import { inTransaction } from '../../kernel/db/transaction';
import type { Message } from '../../kernel/i18n/message';
import { Texts } from '../../kernel/i18n/texts';
import { IMPORT_KEYS, IMPORT_MODES, rowsOf, type Import, type ImportOptions } from './import';
import { mappingProblem } from './import-mapping';
import { ImportRunner } from './import-runner';
import { ImportsQueries } from './imports.queries';
import { ImportsService } from './imports.service';

export const IMPORT_USAGE = 'import FILE [--type company|person] [--mode create|update|both] [--key number|email|vat_number] [--same-company] [--create-groups] [--again]';

export interface ImportRequest {
  readonly file: string;
  readonly options: Partial<ImportOptions>;
  readonly again: boolean;
}

/** @returns null when the arguments are not understood. */
export function readImportArguments(args: readonly string[]): ImportRequest | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args], allowPositionals: true,
      options: { type: { type: 'string' }, mode: { type: 'string' }, key: { type: 'string' }, 'same-company': { type: 'boolean' }, 'create-groups': { type: 'boolean' }, again: { type: 'boolean' } },
    });
    const type = chosen(['company', 'person'] as const, values.type);
    const mode = chosen(IMPORT_MODES, values.mode);
    const key = chosen(IMPORT_KEYS, values.key);
    if (positionals.length !== 1 || type === null || mode === null || key === null) return null;
    const options = { ...(type && { type }), ...(mode && { mode }), ...(key && { key }), sameCompany: values['same-company'] ?? false, createGroups: values['create-groups'] ?? false };
    return { file: positionals[0], options, again: values.again ?? false };
  } catch {
    return null;
  }
}

/** Checks and imports a file in the system's name. @param say what happens meanwhile @returns the sentence to end with; `refused` when nothing came in. */
export async function importFile(app: INestApplicationContext, request: ImportRequest, say: (line: string) => void): Promise<{ text: string; refused: boolean }> {
  const words = (message: Message): string => app.get(Texts).message('en', message);
  const service = app.get(ImportsService);
  const runner = app.get(ImportRunner);
  const path = await copied(app.get(Config).storageDir, request.file);
  if (path === null) return { text: `${request.file} cannot be read; name a CSV file that this user may open.`, refused: true };
  const id = await service.take(SYSTEM, { path, name: basename(request.file), bytes: (await stat(path)).size }, request.options);
  if (id instanceof CsvRefused) return { text: words({ key: id.key, params: id.params }), refused: true };
  const record = async (): Promise<Import> => (await app.get(ImportsQueries).byId(id)) as Import;
  const problem = mappingProblem((await record()).mapping, (await record()).options);
  if (problem) return { text: words(problem), refused: true };
  say('Checking the file.');
  await finished(runner, id, record);
  const checked = await record();
  if (checked.state !== 'checked') return { text: words(checked.refusal ?? { key: 'imports.stopped.failure' }), refused: true };
  say(summary(checked));
  if (!request.again && (await app.get(ImportsQueries).sameFile(checked))) return { text: 'This very file was imported before; add --again to import it all the same.', refused: true };
  await inTransaction(app.get(DataSource), (tx) => service.begin(tx, checked, request.again));
  await finished(runner, id, record);
  const done = await record();
  return { text: `${done.state === 'done' ? 'Imported.' : words(done.refusal ?? { key: 'imports.stopped.failure' })} ${summary(done)}`, refused: done.state !== 'done' };
}

/** Works on it here, or waits while another node does. */
async function finished(runner: ImportRunner, id: string, record: () => Promise<Import>): Promise<void> {
  await runner.idle();
  for (let state = (await record()).state; state === 'checking' || state === 'importing'; state = (await record()).state) {
    await runner.workOn(id);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function summary({ counts }: Import): string {
  return `${rowsOf(counts)} rows: ${counts.created} new, ${counts.updated} updated, ${counts.unchanged} unchanged, ${counts.contact} contacts added, ${counts.duplicate} duplicates, ${counts.refused} with errors.`;
}

/** The person's file stays where it is. @returns null for what is no file that can be read. */
async function copied(storageDir: string, file: string): Promise<string | null> {
  const readable = await access(file, constants.R_OK).then(() => stat(file), () => null);
  if (!readable?.isFile()) return null;
  const folder = join(storageDir, 'incoming');
  await mkdir(folder, { recursive: true });
  const path = join(folder, randomHex(16));
  await copyFile(file, path);
  return path;
}

function chosen<T extends string>(choices: readonly T[], text: string | undefined): T | undefined | null {
  return text === undefined ? undefined : (choices.find((choice) => choice === text) ?? null);
}
