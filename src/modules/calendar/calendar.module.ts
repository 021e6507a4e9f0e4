import { Module } from '@nestjs/common';
import { StaffModule } from '../staff/staff.module';
import { CalendarFeed } from './calendar-feed';
import { CalendarFeedController } from './calendar-feed.controller';
import { CalendarSources } from './calendar-sources';
import { OwnCalendarController } from './own-calendar.controller';
import { OwnCalendar } from './own-calendar.service';
import { StaffCalendarRows } from './staff-calendars.queries';

/** People's calendars for other programs; what stands in them is said by `CalendarSources`. */
@Module({
  imports: [StaffModule],
  controllers: [OwnCalendarController, CalendarFeedController],
  providers: [CalendarFeed, CalendarSources, OwnCalendar, StaffCalendarRows],
  exports: [CalendarSources],
})
export class CalendarModule {}
