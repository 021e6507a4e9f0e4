import { Module } from '@nestjs/common';
import { LetterRecords } from '../../kernel/outbox/letter-records';
import { CustomersModule } from '../customers/customers.module';
import { MailModule } from '../mail/mail.module';
import { MailSearch } from '../mail/mail-search.queries';
import { CorrespondenceController } from './correspondence.controller';
import { LetterRecordQueries } from './letter-records.queries';

/** Brings mails and customers together: the customer's tab, the search for a customer's mails, previews with real records. */
@Module({ imports: [CustomersModule, MailModule], controllers: [CorrespondenceController], providers: [LetterRecordQueries] })
export class CorrespondenceModule {
  constructor(queries: LetterRecordQueries, records: LetterRecords, search: MailSearch) {
    search.setCustomers((text) => queries.found(text));
    records.add('customer', { find: (actor, text, limit) => queries.customers(actor, text, limit), values: (actor, id) => queries.customer(actor, id) });
    records.add('contact', { find: (actor, text, limit) => queries.contacts(actor, text, limit), values: (actor, id) => queries.contact(actor, id) });
    records.add('staff', { find: (_actor, text, limit) => queries.staff(text, limit), values: (_actor, id) => queries.member(id) });
  }
}
