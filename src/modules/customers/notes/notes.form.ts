import { LongText, Version } from '../../../kernel/forms/fields';

/** Characters a note may have; more is reported, never cut. */
export const NOTE_MAX = 10_000;

export class NoteForm {
  @LongText({ max: NOTE_MAX, required: true }) body!: string;
}

export class NoteEditForm extends NoteForm {
  @Version({ required: true }) version!: number;
}
