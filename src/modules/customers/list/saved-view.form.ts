import { Carried, Flag, Text } from '../../../kernel/forms/fields';

/** A name for filters, columns and sort (CUS-27). */
export class SavedViewForm {
  @Text({ max: 100, required: true }) name!: string;
  @Flag() shared!: boolean;
  /** Query of the list; read anew by its description, so that nothing else is kept. */
  @Carried({ max: 4000 }) list!: string | null;
}
