import { Module } from '@nestjs/common';
import { AreaModule } from '../area/area.module';
import { EventsModule } from '../events/events.module';
import { ReminderListModule } from '../reminders/list/reminder-list.module';
import { HomeController } from './home.controller';
import { HomeQueries } from './home.queries';

@Module({ imports: [AreaModule, EventsModule, ReminderListModule], controllers: [HomeController], providers: [HomeQueries] })
export class HomeModule {}
