import type { CustomerEditRules } from '../customers/customer-edit-rules';
import type { Import, ImportPhase } from './import';
import type { ImportActor } from './import-actor.queries';
import type { NamedRows } from './import-names.queries';
import type { ImportReader } from './import-reader';

/** What is the same for every row of one pass over a file. */
export interface PlanContext {
  readonly record: Pick<Import, 'id' | 'options'>;
  readonly phase: ImportPhase;
  readonly actor: ImportActor;
  readonly reader: ImportReader;
  readonly groups: NamedRows;
  readonly products: NamedRows;
  readonly rules: CustomerEditRules;
  readonly baseCurrency: string;
  readonly groupRequired: boolean;
  readonly defaultGroupId: string | null;
}
