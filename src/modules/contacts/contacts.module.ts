import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from '../../kernel/clock/clock';
import { FileOwners } from '../../kernel/files/file-owners';
import { ActivityWords } from '../activity/activity.words';
import { CustomerSearch } from '../customers/customer-search';
import { CustomerSteps } from '../customers/steps/customer-steps';
import { CustomerSummary } from '../customers/page/customer-summary';
import { CustomerTabs } from '../customers/page/customer-tabs';
import { CustomerTrash } from '../customers/trash/customer-trash';
import { CustomersModule } from '../customers/customers.module';
import { ContactPersons } from './contact-persons.service';
import { ContactActions } from './contact-actions.service';
import { ContactEditor } from './contact-editor.service';
import { ContactFormController } from './contact-form.controller';
import { ContactNewController } from './contact-new.controller';
import { ContactForms } from './contact-forms';
import { ContactRecipients } from './contact-recipients.queries';
import { Contact } from './contact.entity';
import { ContactStep } from './contact.step';
import { contactTrash } from './contact-trash';
import { contactWords } from './contact.words';
import { ContactsController } from './contacts.controller';
import { contactsModel } from './contacts.presenter';
import { CONTACT_COUNT, ContactQueries, contactTexts } from './contacts.queries';
import { ContactsService } from './contacts.service';
import { CustomerContact } from './customer-contact.entity';
import { ContactsExport } from './list/contacts-export';
import { ContactsListController } from './list/contacts-list.controller';
import { ContactsListQueries } from './list/contacts-list.queries';
import { ColleagueInvitationQueries } from './links/colleague-invitations.queries';
import { ColleagueInvitations } from './links/colleague-invitations.service';
import { LinkConfirmController } from './links/link-confirm.controller';
import { LinkInvitationQueries } from './links/link-invitations.queries';
import { LinkInvitations } from './links/link-invitations.service';
import { LinkLetters } from './links/link-letters';
import { ContactAccess } from './logins/contact-access.service';
import { ContactLetters } from './logins/contact-letters';
import { ContactSecondFactorController } from './logins/contact-second-factor.controller';
import { ContactSecondFactors } from './logins/contact-second-factor.service';
import { ContactLogins } from './logins/contact-logins.service';
import { LoginChoices } from './logins/login-choices';
import { LoginQueries } from './logins/login.queries';
import { UnverifiedRegistrations } from './unverified-registrations';

/** Contacts that the strip of the summary shows. */
const IN_STRIP = 12;

/** People who work for customers; what they bring to customers is registered here: tab, search, trash, step, pictures. */
@Module({
  imports: [TypeOrmModule.forFeature([Contact, CustomerContact]), CustomersModule],
  controllers: [ContactsListController, ContactsController, ContactNewController, ContactFormController, ContactSecondFactorController, LinkConfirmController],
  providers: [
    ContactAccess, ContactActions, ContactEditor, ContactForms, ContactLetters, ContactLogins, ContactPersons, ContactQueries, ContactRecipients, ContactsExport, ContactSecondFactors, ContactsListQueries, ContactStep, ContactsService,
    ColleagueInvitationQueries, ColleagueInvitations, LinkInvitationQueries, LinkInvitations, LinkLetters, LoginChoices, LoginQueries, UnverifiedRegistrations,
  ],
  exports: [ColleagueInvitations, ContactAccess, ContactLetters, UnverifiedRegistrations, ContactLogins, ContactPersons, ContactsService, LinkInvitations],
})
export class ContactsModule {
  constructor(
    queries: ContactQueries, step: ContactStep, steps: CustomerSteps, search: CustomerSearch, summary: CustomerSummary, tabs: CustomerTabs,
    trash: CustomerTrash, owners: FileOwners, words: ActivityWords, clock: Clock,
  ) {
    tabs.add({ key: 'contacts', label: 'contacts.title', order: 20, count: CONTACT_COUNT });
    summary.add('contacts', async (_actor, customerId) => contactsModel(customerId, await queries.list(customerId, IN_STRIP), clock.now()));
    search.addSource(contactTexts);
    trash.addPart(contactTrash);
    steps.add(step);
    words.add('contact', contactWords);
    owners.join({ name: 'contacts', maySee: (actor, fileId) => queries.showsPicture(actor, fileId), inUse: (fileIds) => queries.picturesAmong(fileIds) });
  }
}
