import type { CsvCell } from '../../kernel/csv/csv-writer';
import type { Anniversary, Say } from './anniversary';
import { eventTitle } from './customer-event';

const COLUMNS = ['date', 'event', 'type', 'years', 'customer', 'number', 'secondCustomer', 'secondNumber'] as const;

export function csvHead(say: Say): string[] {
  return COLUMNS.map((column) => say(`events.report.csv.${column}`));
}

/** Lines of the report as rows of a file; the second customer is the other one of a couple. */
export async function* csvRows(batches: AsyncIterable<readonly Anniversary[]>, say: Say): AsyncGenerator<CsvCell[][]> {
  for await (const lines of batches) yield lines.map((line) => csvRow(line, say));
}

function csvRow(line: Anniversary, say: Say): CsvCell[] {
  const title = eventTitle(line);
  const [first, second] = line.people;
  return [line.on, say(title.key, title.params), say(`events.types.${line.type}`), line.years > 0 ? line.years : null, first.name, first.number, second?.name, second?.number];
}
