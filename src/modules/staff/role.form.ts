import { ROLE_PERMISSIONS, type RolePermission } from '../../kernel/access/permissions';
import { Choices, Integer, Text } from '../../kernel/forms/fields';

export class RoleForm {
  @Text({ max: 100, required: true })
  name!: string;

  @Choices(ROLE_PERMISSIONS)
  permissions!: RolePermission[];
}

export class RoleEditForm extends RoleForm {
  @Integer({ min: 1, max: 4_294_967_295, required: true })
  version!: number;
}
