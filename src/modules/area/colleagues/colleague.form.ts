import { Choice, Choices, Email, Text, Version } from '../../../kernel/forms/fields';
import { CONTACT_PERMISSIONS, MAIL_SWITCHES, type ContactPermission, type MailSwitch } from '../../../kernel/access/contact-permissions';
import { CONTACT_KINDS, type ContactKind } from '../../contacts/customer-contact.entity';

abstract class OfCustomer {
  /** The customer whose page the form stood on: it may not be the current one any more. */
  @Text({ max: 20, required: true }) customerId!: string;
}

export class ColleagueRowForm extends OfCustomer {}

export class NewColleagueForm extends OfCustomer {
  @Text({ max: 100 }) firstName!: string | null;
  @Text({ max: 100 }) lastName!: string | null;
  @Email({ required: true }) email!: string;
  @Text({ max: 100 }) position!: string | null;
  @Choice(CONTACT_KINDS, { required: true }) kind!: ContactKind;
}

/** The link alone: name, e-mail and password are the person's (CON-2). */
export class ColleagueForm extends OfCustomer {
  @Text({ max: 100 }) position!: string | null;
  @Choice(CONTACT_KINDS, { required: true }) kind!: ContactKind;
  @Choices(CONTACT_PERMISSIONS) permissions!: ContactPermission[];
  @Choices(MAIL_SWITCHES) mailSwitches!: MailSwitch[];
  @Version({ required: true }) version!: number;
}
