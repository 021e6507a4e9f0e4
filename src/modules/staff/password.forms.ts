import { Email, Password, Text } from '../../kernel/forms/fields';
import { PASSWORD_MIN } from '../../kernel/auth/password-rules';

export class ForgottenForm {
  @Email({ required: true })
  email!: string;
}

/** A new password, typed twice. */
export class NewPasswordForm {
  @Password({ required: true, min: PASSWORD_MIN })
  password!: string;

  @Password({ required: true })
  repeat!: string;
}

export class LinkPasswordForm extends NewPasswordForm {
  @Text({ max: 200 })
  token!: string | null;
}

export class OwnPasswordForm extends NewPasswordForm {
  @Password({ required: true })
  current!: string;
}

/** Left empty, one is generated. */
export class GivenPasswordForm {
  @Password({ min: PASSWORD_MIN })
  password!: string | null;
}
