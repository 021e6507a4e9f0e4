import { Module } from '@nestjs/common';
import { RemindersModule } from '../reminders.module';
import { BellController } from '../bell/bell.controller';
import { ReminderLinksController } from '../links/reminder-links.controller';
import { ReminderLinks } from '../links/reminder-links.service';
import { StaffModule } from '../../staff/staff.module';
import { OwnRemindersController } from './own-reminders.controller';
import { OwnReminderPages } from './own-reminders.pages';
import { OwnReminders } from './own-reminders.queries';
import { ReminderBatch } from './reminder-batch.service';
import { ReminderChoiceController } from './reminder-choice.controller';
import { ReminderUndos } from './reminder-undos.queries';

/** One's own reminders of all customers: the list, the bell, and the links in mails (REM-1). */
@Module({
  imports: [RemindersModule, StaffModule],
  controllers: [OwnRemindersController, ReminderChoiceController, BellController, ReminderLinksController],
  providers: [OwnReminderPages, OwnReminders, ReminderBatch, ReminderLinks, ReminderUndos],
  exports: [OwnReminderPages],
})
export class ReminderListModule {}
