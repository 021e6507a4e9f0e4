import type { INestApplicationContext } from '@nestjs/common';
import { CustomerSearchCatchUp } from './customer-search.job';

/** `reindex [--rebuild]`: brings the search index in line with the customers. @returns the line to print. */
export async function reindexCustomers(app: INestApplicationContext, args: readonly string[]): Promise<string> {
  const changed = await app.get(CustomerSearchCatchUp).mend(args.includes('--rebuild'));
  return changed === 0 ? 'The search index was up to date.' : `The search index of ${changed} customers was brought up to date.`;
}
