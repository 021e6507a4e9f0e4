import type { Message } from '../../kernel/i18n/message';
import type { Verdict } from './import';
import type { Difference } from './import-update';
import type { FileRow } from './import-reader';
import type { StoredContact } from './import-lookups.queries';
import type { ContactValues, ReadRow } from './rules/read-row';

/** A customer: one that exists, or the one that a line of this batch is going to make. */
export type CustomerRef = { readonly id: string } | { readonly line: number };

/** Names in cells, as rows: ids, and names of groups that are to be made. */
export interface Links {
  readonly groupIds: readonly string[];
  readonly newGroups: readonly string[];
  readonly productIds: readonly string[];
}

export interface CustomerCreation {
  readonly line: number;
  readonly read: ReadRow;
  readonly links: Links;
}

export interface ContactCreation {
  readonly line: number;
  readonly customer: CustomerRef;
  readonly values: ContactValues;
}

export interface CustomerChange {
  readonly line: number;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly customer: Difference;
  readonly links: Links;
  readonly note: string | null;
  readonly contact: { readonly stored: StoredContact; readonly person: Difference; readonly position: string | null } | null;
}

/** What becomes of one row; exactly one for each row of the file. */
export interface Outcome {
  readonly row: FileRow;
  readonly verdict: Verdict;
  readonly customer: CustomerRef | null;
  readonly reasons: readonly Message[];
  /** What an undo needs. */
  readonly before: object | null;
}

/** What a batch of rows is going to do, decided before anything is written. */
export interface Plan {
  readonly outcomes: Outcome[];
  readonly creations: CustomerCreation[];
  readonly changes: CustomerChange[];
  readonly contacts: ContactCreation[];
  /** Addresses that contacts are given and an unverified registration gives up (A26). */
  readonly squatted: string[];
}
