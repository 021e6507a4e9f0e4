import type { CsvEncoding } from '../../kernel/csv/csv-encoding';
import type { Message } from '../../kernel/i18n/message';
import type { ImportField } from './rules/import-fields';
import type { CustomerType } from './rules/read-row';

/** What becomes of customers that exist (IMP-3). */
export const IMPORT_MODES = ['create', 'update', 'both'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** By what a customer that exists is recognised (IMP-3). */
export const IMPORT_KEYS = ['number', 'email', 'vat_number'] as const;
export type ImportKey = (typeof IMPORT_KEYS)[number];

/** 'checking' and 'importing' are worked on by a node under a lease; the others wait for people or are over. */
export type ImportState = 'mapping' | 'checking' | 'checked' | 'importing' | 'done' | 'refused' | 'failed';

/** 'check' is the dry run. */
export type ImportPhase = 'check' | 'run';

export const VERDICTS = ['created', 'updated', 'unchanged', 'contact', 'duplicate', 'refused'] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Counts = Readonly<Record<Verdict, number>>;
export const NO_COUNTS: Counts = { created: 0, updated: 0, unchanged: 0, contact: 0, duplicate: 0, refused: 0 };

/** What is said once for the whole file. */
export interface ImportOptions {
  readonly type: CustomerType | 'auto';
  readonly mode: ImportMode;
  readonly key: ImportKey;
  /** Rows with the same company are contacts of one customer. */
  readonly sameCompany: boolean;
  /** Groups that a row names and that do not exist are made. */
  readonly createGroups: boolean;
  readonly groupId: string | null;
  readonly productIds: readonly string[];
  /** What the file's contacts may see, as a link's column holds it; the mail switches follow from it (PER-2, PER-4). */
  readonly permissions: string;
  /** Country cells that no rule knows, by `countryCellKey`: a code, or '' for none. */
  readonly countries: Readonly<Record<string, string>>;
}

export interface ImportShape {
  readonly encoding: CsvEncoding;
  readonly damaged: boolean;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly headerLine: number;
  /** The first value of each column. */
  readonly first: readonly string[];
}

/** What the dry run found. */
export interface CheckResult {
  readonly counts: Counts;
  readonly total: number;
  /** The highest number of the customer series among the rows that come in, to go on above it. */
  readonly highest: number;
}

/** One import of a file, as its row says. */
export interface Import {
  readonly id: string;
  readonly staffId: string | null;
  readonly staffName: string | null;
  /** 'system': from the command line. */
  readonly startedBy: 'staff' | 'system';
  readonly fileName: string;
  readonly storageKey: string;
  readonly fileHash: string;
  readonly bytes: number;
  readonly shape: ImportShape;
  readonly mapping: readonly (ImportField | null)[];
  readonly options: ImportOptions;
  readonly unknownCountries: readonly (readonly [cell: string, rows: number])[];
  readonly checked: CheckResult | null;
  readonly state: ImportState;
  readonly refusal: Message | null;
  readonly total: number | null;
  /** The last line that is stored; a node that takes over goes on after it. */
  readonly lastLine: number;
  readonly counts: Counts;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly createdAt: Date;
}

export function phaseOf(state: ImportState): ImportPhase {
  return state === 'importing' || state === 'done' || state === 'failed' ? 'run' : 'check';
}

export function rowsOf(counts: Counts): number {
  return VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
}

export function addCounts(a: Counts, b: Counts): Counts {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, a[verdict] + b[verdict]])) as Record<Verdict, number>;
}
