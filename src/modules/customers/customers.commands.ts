import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { csvStream } from '../../kernel/csv/csv-writer';
import { CustomerSearchCatchUp } from './customer-search.job';
import { ALL_COLUMNS } from './list/customers-export.columns';
import { CustomersExportQueries } from './list/customers-export.queries';

/** `reindex [--rebuild]`: brings the search index in line with the customers. @returns the line to print. */
export async function reindexCustomers(app: INestApplicationContext, args: readonly string[]): Promise<string> {
  const changed = await app.get(CustomerSearchCatchUp).mend(args.includes('--rebuild'));
  return changed === 0 ? 'The search index was up to date.' : `The search index of ${changed} customers was brought up to date.`;
}

/** `export`: writes all customers outside the trash to `output` as the CSV file that imports back unchanged (EXP-1). */
export async function exportCustomers(app: INestApplicationContext, output: Writable): Promise<void> {
  const rows = app.get(CustomersExportQueries).everything(ALL_COLUMNS);
  await pipeline(Readable.from(csvStream(ALL_COLUMNS.map(({ name }) => name), rows)), output, { end: false });
}
