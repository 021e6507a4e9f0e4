import type { CsvRecord } from '../../kernel/csv/csv-parser';
import type { Message } from '../../kernel/i18n/message';
import type { Import } from './import';
import type { ImportField } from './rules/import-fields';
import { RowPlaces } from './rules/row-places';
import type { CustomerType, ReadRow, RowContext } from './rules/read-row';
import { RowReader } from './rules/row-reader';

/** A row of the file, read and put in its place among the rows above it; nothing of the database is known yet. */
export interface FileRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** null: it cannot be told apart into cells. */
  readonly read: ReadRow | null;
  /** The line that brings its customer: its own, or an earlier one whose contact it is. */
  readonly first: number;
  readonly refusals: readonly Message[];
  /** It is refused because it repeats a row above it. */
  readonly repeats: boolean;
}

const CONTACT_COLUMNS: readonly ImportField[] = ['contact_name', 'contact_first_name', 'contact_last_name', 'contact_email'];

/** Reads a file's rows one after another; made anew for each pass, as it remembers what stood above. */
export class ImportReader {
  readonly hasContactColumns: boolean;
  private readonly reader: RowReader;
  private readonly forced = new Map<CustomerType, RowReader>();
  private readonly places: RowPlaces;
  private readonly context: RowContext;
  private readonly columns: ReadonlyMap<ImportField, number>;

  constructor(record: Pick<Import, 'shape' | 'mapping' | 'options'>, currencies: ReadonlySet<string>) {
    const { shape, mapping, options } = record;
    this.context = { header: shape.header, mapping, defaultType: options.type, currencies, countries: options.countries, damaged: shape.damaged };
    this.reader = new RowReader(this.context);
    this.places = new RowPlaces({ sameCompanyIsOneCustomer: options.sameCompany, customerEmailIsKey: options.key === 'email' });
    this.columns = new Map(mapping.flatMap((field, at) => (field === null ? [] : [[field, at] as const])));
    this.hasContactColumns = CONTACT_COLUMNS.some((field) => this.columns.has(field));
  }

  get unknownCountries(): ReadonlyMap<string, number> {
    return this.reader.unknownCountries;
  }

  read({ line, cells, problem }: CsvRecord): FileRow {
    if (problem) return { line, cells, read: null, first: line, refusals: [problem], repeats: false };
    const read = this.reader.read(cells);
    if (read.reasons.length > 0) return { line, cells, read, first: line, refusals: read.reasons.map((reason) => reason.message), repeats: false };
    const place = this.places.place(read, line);
    return { line, cells, read, first: place.customerLine, refusals: place.refusal ? [place.refusal.message] : [], repeats: place.refusal !== null };
  }

  /** The same row once more, its customer known to be of that type: what the file does not say, the customer does. */
  readAs(type: CustomerType, row: FileRow): ReadRow {
    let reader = this.forced.get(type);
    if (!reader) this.forced.set(type, (reader = new RowReader({ ...this.context, defaultType: type })));
    return reader.read(row.cells);
  }

  /** Whether the row says something in that column: an update leaves what is empty as it is. */
  says(row: FileRow, field: ImportField): boolean {
    const at = this.columns.get(field);
    return at !== undefined && (row.cells[at] ?? '').trim() !== '';
  }
}
