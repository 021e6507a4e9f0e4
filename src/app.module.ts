import { Module, type DynamicModule } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from './kernel/clock/clock';
import type { Config } from './kernel/config/config';
import { databaseOptions } from './kernel/db/data-source';
import { FilesModule } from './kernel/files/files.module';
import { KernelModule } from './kernel/kernel.module';
import type { Log } from './kernel/log/log';
import { OutboxModule } from './kernel/outbox/outbox.module';
import { ActivityModule } from './modules/activity/activity.module';
import { AreaModule } from './modules/area/area.module';
import { CalendarModule } from './modules/calendar/calendar.module';
import { CatalogueModule } from './modules/catalogue/catalogue.module';
import { CorrespondenceModule } from './modules/correspondence/correspondence.module';
import { ContactsModule } from './modules/contacts/contacts.module';
import { CustomersModule } from './modules/customers/customers.module';
import { CustomerFilesModule } from './modules/files/customer-files.module';
import { DemoModule } from './modules/demo/demo.module';
import { EventsModule } from './modules/events/events.module';
import { GroupsModule } from './modules/groups/groups.module';
import { HomeModule } from './modules/home/home.module';
import { ImportsModule } from './modules/imports/imports.module';
import { JobsModule } from './modules/jobs/jobs.module';
import { MailModule } from './modules/mail/mail.module';
import { PermissionsModule } from './modules/permissions/permissions.module';
import { ReminderListModule } from './modules/reminders/list/reminder-list.module';
import { RemindersModule } from './modules/reminders/reminders.module';
import { SettingsModule } from './modules/settings/settings.module';
import { StaffModule } from './modules/staff/staff.module';

/** The modules in their order: each may import from those further down only (docs/architecture.md). */
const MODULES = [DemoModule, HomeModule, AreaModule, ReminderListModule, RemindersModule, EventsModule, CalendarModule, ImportsModule, PermissionsModule, CustomerFilesModule, CorrespondenceModule, ContactsModule, CustomersModule, GroupsModule, CatalogueModule, MailModule, StaffModule, JobsModule, SettingsModule, ActivityModule];

@Module({})
export class AppModule {
  static with(config: Config, clock: Clock, log: Log): DynamicModule {
    return {
      module: AppModule,
      imports: [
        KernelModule.with(config, clock, log),
        TypeOrmModule.forRoot({
          ...databaseOptions(config.databaseUrl, config.databasePoolSize, []),
          autoLoadEntities: true,
          retryAttempts: 0,
          manualInitialization: false,
        }),
        PassportModule,
        OutboxModule,
        FilesModule,
        ...MODULES,
      ],
    };
  }
}
