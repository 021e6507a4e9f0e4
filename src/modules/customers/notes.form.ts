import { Integer, LongText } from '../../kernel/forms/fields';

/** Characters a note may have; more is reported, never cut. */
export const NOTE_MAX = 10_000;

export class NoteForm {
  @LongText({ max: NOTE_MAX, required: true }) body!: string;
}

export class NoteEditForm extends NoteForm {
  @Integer({ min: 1, max: 4_294_967_295, required: true }) version!: number;
}
