import { Id } from '../../../kernel/forms/fields';

export class CustomerAdminForm {
  @Id({ required: true }) staffId!: string;
}
