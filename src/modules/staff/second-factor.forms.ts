import { Carried, Password, Text } from '../../kernel/forms/fields';

export class SignInCodeForm {
  @Text({ max: 100, required: true })
  code!: string;

  @Text({ max: 2000 })
  next!: string | null;
}

/** Whoever changes the second factor shows the password and a code. */
export class SecondFactorForm {
  @Password({ required: true })
  current!: string;

  @Text({ max: 100, required: true })
  code!: string;
}

export class SecondFactorSetUpForm extends SecondFactorForm {
  /** From `SecondFactors.offer`. */
  @Carried({ max: 200 })
  sealed!: string | null;
}
