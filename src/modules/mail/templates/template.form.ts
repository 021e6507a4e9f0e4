import { Choice, LongText, Text, Version } from '../../../kernel/forms/fields';

/** Words of a kind of mail in one language (MAIL-1). */
export class TemplateForm {
  @Text({ max: 200, required: true }) subject!: string;
  @LongText({ max: 10_000, required: true }) body!: string;
  /** 0: the built-in words were read. */
  @Version() version!: number | null;
  @Choice(['save', 'preview']) do!: string | null;
  /** Whom the preview is made with: an id, and words to find others. */
  @Text({ max: 19 }) record!: string | null;
  @Text({ max: 100 }) find!: string | null;
}
