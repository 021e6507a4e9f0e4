import { ROLE_PERMISSIONS, type RolePermission } from '../../kernel/access/permissions';
import { Choices, Text, Version } from '../../kernel/forms/fields';

export class RoleForm {
  @Text({ max: 100, required: true })
  name!: string;

  @Choices(ROLE_PERMISSIONS)
  permissions!: RolePermission[];
}

export class RoleEditForm extends RoleForm {
  @Version({ required: true })
  version!: number;
}
