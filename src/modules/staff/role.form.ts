import { ROLE_PERMISSIONS, type RolePermission } from '../../kernel/access/permissions';
import { Carried, Choices, Text, Version } from '../../kernel/forms/fields';

export class RoleForm {
  @Text({ max: 100, required: true })
  name!: string;

  @Choices(ROLE_PERMISSIONS)
  permissions!: RolePermission[];
}

export class RoleEditForm extends RoleForm {
  @Version({ required: true })
  version!: number;

  /** What stood in the form when it was opened, see role-conflict.ts. */
  @Carried({ max: 4000 })
  read!: string | null;
}
