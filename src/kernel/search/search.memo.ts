import type { DataSource, EntityManager } from 'typeorm';
import type { Anchor, Check, Clause } from './search.plan';

export type Queryable = Pick<DataSource | EntityManager, 'query'>;
export type Anchored = Check & { anchor: Anchor };

/** Entries of the index by term, up to a bound: all of them, and those inside words. */
export type Counts = ReadonlyMap<Check, { readonly all: number; readonly inside: number }>;

/** All hits of a clause, in their order. */
export interface Overlay {
  readonly starts: readonly string[];
  readonly rest: readonly string[];
}

/** What one search has read already, so that listing and counting its hits do not read it twice. */
export class SearchMemo {
  readonly counts = new Map<Clause, Promise<Counts>>();
  readonly overlays = new Map<Clause, Promise<Overlay | null>>();
}
