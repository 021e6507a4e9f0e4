import { Id, Text, Version } from '../../kernel/forms/fields';

export const GROUP_NAME_MAX = 100;

export class GroupForm {
  @Text({ max: GROUP_NAME_MAX, required: true }) name!: string;
}

export class GroupRenameForm extends GroupForm {
  /** The version that was read. */
  @Version({ required: true }) version!: number;
}

export class GroupDeletionForm {
  /** Where the members go, and what becomes the default group if this one is. */
  @Id() targetId!: string | null;
}
