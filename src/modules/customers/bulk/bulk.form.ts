import { Choice, Id, Ids, Text } from '../../../kernel/forms/fields';
import { BULK_ACTIONS } from './bulk-action';

/** What the list sends: the ticked rows, or with `all` the query of everything that matches. */
export class BulkChoiceForm {
  @Choice(BULK_ACTIONS, { required: true }) do!: (typeof BULK_ACTIONS)[number];
  @Ids() ids!: string[];
  @Text({ max: 4000 }) list!: string | null;
  @Text({ max: 1 }) all!: string | null;
}

export class BulkGroupForm {
  @Id({ required: true }) groupId!: string;
}

export class BulkAdminForm {
  @Id({ required: true }) staffId!: string;
}
