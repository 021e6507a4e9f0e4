import { Module } from '@nestjs/common';
import { Config } from '../../kernel/config/config';
import { ActivityWords } from '../activity/activity.words';
import { CalendarModule } from '../calendar/calendar.module';
import { CalendarSources } from '../calendar/calendar-sources';
import { CustomerEditRules } from '../customers/customer-edit-rules';
import { CustomersModule } from '../customers/customers.module';
import { CustomerTabs } from '../customers/page/customer-tabs';
import { CustomerTrash } from '../customers/trash/customer-trash';
import { AnniversariesController } from './anniversaries.controller';
import { AnniversaryQueries } from './anniversaries.queries';
import { AnniversaryRequests } from './anniversaries.request';
import { AnniversaryLetter } from './anniversary-letter';
import { AnniversaryMails } from './anniversary-mails.job';
import { anniversarySource } from './anniversary-calendar';
import { StaffModule } from '../staff/staff.module';
import { ComingAnniversaries } from './coming-anniversaries';
import { CompanyDay } from './company-day';
import { CustomerEventEditController } from './customer-event-edit.controller';
import { CustomerEventPage } from './customer-event.page';
import { eventTrash } from './customer-event-rows.queries';
import { CustomerEventsController } from './customer-events.controller';
import { CustomerEventQueries, EVENT_COUNT } from './customer-events.queries';
import { CustomerEventsService } from './customer-events.service';
import { eventWords } from './customer-event.words';
import { ReportChoiceQueries } from './report-choices.queries';

/** Events of persons and what comes of them: the tab, the trash, the type of the customer (CUS-19). */
@Module({
  imports: [CalendarModule, CustomersModule, StaffModule],
  controllers: [CustomerEventsController, CustomerEventEditController, AnniversariesController],
  providers: [AnniversaryLetter, AnniversaryMails, AnniversaryQueries, AnniversaryRequests, CompanyDay, CustomerEventPage, CustomerEventQueries, CustomerEventsService, ComingAnniversaries, ReportChoiceQueries],
  exports: [ComingAnniversaries],
})
export class EventsModule {
  constructor(queries: CustomerEventQueries, anniversaries: AnniversaryQueries, calendars: CalendarSources, config: Config, tabs: CustomerTabs, trash: CustomerTrash, rules: CustomerEditRules, words: ActivityWords) {
    tabs.add({ key: 'events', label: 'events.title', order: 120, count: EVENT_COUNT, only: 'person' });
    trash.addPart(eventTrash);
    rules.hasPersonalEvents((tx, customerId) => queries.has(tx, customerId));
    calendars.add(anniversarySource(anniversaries, config.appUrl.origin));
    words.add('event', eventWords);
  }
}
