import type { CsvCell } from '../../kernel/csv/csv-writer';
import { tablePdf } from '../../kernel/pdf/pdf-table';
import { formatDate } from '../../kernel/views/formats';
import type { AnniversaryRequest } from './anniversaries.request';
import { peopleText, type Anniversary, type Say } from './anniversary';
import { eventTitle } from './customer-event';
import { nth } from './customer-events.presenter';

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

/** The report on paper. */
export function pdfOf({ say, language, period }: AnniversaryRequest, lines: readonly Anniversary[], at: Date): Promise<Buffer> {
  const date = (on: string): string => formatDate(language.locale, 'UTC', 'date', new Date(`${on}T00:00:00Z`));
  const event = (line: Anniversary): string => {
    const [title, which] = [eventTitle(line), nth(line.type, line.years)];
    return [say(title.key, title.params), ...(which ? [say(which.key, which.params)] : [])].join(', ');
  };
  return tablePdf({
    title: say('events.report.title'), lead: say('events.report.span', { from: date(period.from), to: date(period.to) }),
    columns: [{ label: say('events.columns.when'), share: 0.2 }, { label: say('events.report.who'), share: 0.45 }, { label: say('events.columns.event'), share: 0.35 }],
    rows: lines.map((line) => [date(line.on), peopleText(line, say), event(line)]),
    language: language.code, direction: language.dir, foot: (page, pages) => say('events.report.page', { page, pages }), at,
  });
}
