import { Choice, Flag, Text } from '../../kernel/forms/fields';

export const THEMES = ['system', 'light', 'dark'];
export const DENSITIES = ['dense', 'roomy'];

export class ProfileForm {
  @Text({ max: 200, required: true })
  name!: string;

  /** Whether the interface has it, the handler asks. */
  @Text({ max: 16 })
  language!: string | null;

  @Text({ max: 64 })
  timeZone!: string | null;

  @Choice(THEMES, { required: true })
  theme!: string;

  @Choice(DENSITIES, { required: true })
  density!: string;

  @Flag()
  shortcuts!: boolean;

  /** A mail for each new customer the person may see (CUS-23a). */
  @Flag()
  newCustomerMail!: boolean;

  /** A mail of the anniversaries of the coming days (EVT-2). */
  @Flag()
  anniversaryMail!: boolean;
}
