import { Choice, Flag, Ids, Text, Version } from '../../kernel/forms/fields';
import { FILE_NAME_MAX } from '../../kernel/files/file-name';
import { SHARED, type Shared } from './customer-file';

/** Files staff add; contacts are chosen afterwards, file by file. */
export class NewFilesForm {
  @Choice(['staff', 'customer'], { required: true }) shared!: Shared;
}

export class CustomerFileForm {
  @Text({ max: FILE_NAME_MAX, required: true }) name!: string;
  @Choice(SHARED, { required: true }) shared!: Shared;
  @Ids() contacts!: readonly string[];
  @Version({ required: true }) version!: number;
}

/** Files a contact adds, to the customer that the page was about (CON-2). */
export class OwnFilesForm {
  @Text({ max: 20, required: true }) customerId!: string;
  @Flag() colleagues!: boolean;
}
