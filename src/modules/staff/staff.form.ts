import { PASSWORD_MIN } from '../../kernel/auth/password-rules';
import { Carried, Choice, Email, Flag, Id, Password, Text, Version } from '../../kernel/forms/fields';

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
  @Version({ required: true })
  version!: number;

  /** What stood in the form when it was opened, see staff-conflict.ts. */
  @Carried({ max: 4000 })
  read!: string | null;
}
