import { PASSWORD_MIN } from '../../kernel/auth/password-rules';
import { Choice, Email, Flag, Id, Integer, Password, Text } from '../../kernel/forms/fields';

export class StaffForm {
  @Text({ max: 200, required: true })
  name!: string;

  @Email({ required: true })
  email!: string;

  @Id()
  roleId!: string | null;

  @Flag()
  administrator!: boolean;
}

export class NewStaffForm extends StaffForm {
  @Choice(['link', 'password'], { required: true })
  access!: 'link' | 'password';

  @Password({ min: PASSWORD_MIN })
  password!: string | null;
}

export class StaffEditForm extends StaffForm {
  @Integer({ min: 1, max: 4_294_967_295, required: true })
  version!: number;
}
