import { Module } from '@nestjs/common';
import { RemindersModule } from '../reminders.module';
import { BellController } from '../bell/bell.controller';
import { OwnRemindersController } from './own-reminders.controller';
import { OwnReminderPages } from './own-reminders.pages';
import { OwnReminders } from './own-reminders.queries';
import { ReminderBatch } from './reminder-batch.service';
import { ReminderChoiceController } from './reminder-choice.controller';
import { ReminderUndos } from './reminder-undos.queries';

/** One's own reminders of all customers: the list and the bell (REM-1). */
@Module({
  imports: [RemindersModule],
  controllers: [OwnRemindersController, ReminderChoiceController, BellController],
  providers: [OwnReminderPages, OwnReminders, ReminderBatch, ReminderUndos],
  exports: [OwnReminderPages],
})
export class ReminderListModule {}
