import { Module } from '@nestjs/common';
import { AreaModule } from '../area/area.module';
import { ReminderListModule } from '../reminders/list/reminder-list.module';
import { HomeController } from './home.controller';
import { HomeQueries } from './home.queries';

@Module({ imports: [AreaModule, ReminderListModule], controllers: [HomeController], providers: [HomeQueries] })
export class HomeModule {}
