import { Id, Text } from '../../../kernel/forms/fields';

export class ImpersonationForm {
  /** The link of the contact to the customer. */
  @Id({ required: true }) contact!: string;
  @Text({ max: 255, required: true }) reason!: string;
}
