import { Choice, Email, Flag, Password, Phone, Text, Version } from '../../../kernel/forms/fields';

export const AREA_THEMES = ['system', 'light', 'dark'];

/** What a contact changes about itself (CON-2); the e-mail has a form of its own. */
export class AreaProfileForm {
  @Text({ max: 100 }) firstName!: string | null;
  @Text({ max: 100 }) lastName!: string | null;
  @Phone() phone!: string | null;
  @Text({ max: 100 }) handle!: string | null;
  /** Whether the interface has it, the handler asks. */
  @Text({ max: 16 }) language!: string | null;
  @Choice(AREA_THEMES, { required: true }) theme!: string;
  @Flag() removePicture!: boolean;
  @Version({ required: true }) version!: number;
}

export class EmailChangeForm {
  @Email({ required: true }) email!: string;
  @Password({ required: true }) current!: string;
}
