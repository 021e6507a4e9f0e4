import { Module } from '@nestjs/common';
import { ActivityWords } from '../activity/activity.words';
import { CalendarModule } from '../calendar/calendar.module';
import { CalendarSources } from '../calendar/calendar-sources';
import { CustomerActivation } from '../customers/page/activation.service';
import { CustomerTabs } from '../customers/page/customer-tabs';
import { CustomersModule } from '../customers/customers.module';
import { CustomerTrash } from '../customers/trash/customer-trash';
import { StaffModule } from '../staff/staff.module';
import { Colleagues } from './colleagues.queries';
import { LastContact } from './last-contact.queries';
import { QuietReminders } from './quiet-reminders';
import { ReminderActions } from './reminder-actions';
import { ReminderCalendar } from './reminder-calendar';
import { ReminderChanges } from './reminder-changes';
import { ReminderDelivery } from './reminder-delivery';
import { ReminderDeliveryRows } from './reminder-delivery.queries';
import { ReminderHandover } from './reminder-handover';
import { ReminderLetters } from './reminder-letters';
import { ReminderController } from './reminder.controller';
import { OccurrenceRows } from './reminder-occurrences.queries';
import { ReminderPages } from './reminder-pages';
import { pauseReminders, reminderTrash } from './reminder-trash';
import { RemindersController } from './reminders.controller';
import { ReminderZones } from './reminder-zones.job';
import { ReminderZoneRows } from './reminder-zones.queries';
import { REMINDER_COUNT, ReminderRows } from './reminders.queries';
import { RemindersService } from './reminders.service';

/** Reminders about customers (REM-1 to REM-3). */
@Module({
  imports: [CalendarModule, CustomersModule, StaffModule],
  controllers: [RemindersController, ReminderController],
  providers: [Colleagues, LastContact, OccurrenceRows, QuietReminders, ReminderActions, ReminderCalendar, ReminderChanges, ReminderDelivery, ReminderDeliveryRows, ReminderHandover, ReminderLetters, ReminderPages, ReminderRows, ReminderZoneRows, ReminderZones, RemindersService],
  exports: [Colleagues, LastContact, ReminderActions, ReminderChanges, ReminderRows],
})
export class RemindersModule {
  constructor(activation: CustomerActivation, tabs: CustomerTabs, trash: CustomerTrash, words: ActivityWords, calendars: CalendarSources, calendar: ReminderCalendar) {
    tabs.add({ key: 'reminders', label: 'reminders.title', order: 110, count: REMINDER_COUNT });
    trash.addPart(reminderTrash);
    calendars.add((request) => calendar.entries(request));
    activation.onChange(pauseReminders);
    words.add('reminder', {
      icon: 'bell', fields: 'reminders.fields',
      value: (field, value) => (field === 'repeat' && typeof value === 'string' ? { key: `reminders.units.${value}` } : null),
    });
  }
}
