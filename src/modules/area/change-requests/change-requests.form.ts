import { LongText } from '../../../kernel/forms/fields';

export class ChangeRefusalForm {
  /** For whoever asked to read. */
  @LongText({ max: 1_000 }) reason!: string | null;
}
