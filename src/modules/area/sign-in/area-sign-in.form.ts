import { Password, Text } from '../../../kernel/forms/fields';

export class AreaSignInForm {
  @Text({ max: 254, required: true })
  email!: string;

  @Password({ required: true })
  password!: string;

  @Text({ max: 2000 })
  next!: string | null;
}
