import type { ImportActor } from './import-actor.queries';
import type { NamedRows } from './import-names.queries';

/** What all rows of a batch are written with. */
export interface WriteContext {
  readonly importId: string;
  readonly actor: ImportActor;
  readonly groups: NamedRows;
  /** Place of each currency but the base one, from 1. */
  readonly currencyRanks: ReadonlyMap<string, number>;
  readonly baseCurrency: string;
  /** Of every contact that is made, as a link's column holds it. */
  readonly permissions: string;
  readonly now: Date;
  /** For rows without a number, as many as there are. */
  readonly numbers: readonly string[];
}
