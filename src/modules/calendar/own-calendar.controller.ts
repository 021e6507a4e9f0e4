import { Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { OwnCalendar, OWN_CALENDAR } from './own-calendar.service';
import { StaffCalendarRows } from './staff-calendars.queries';

/** One's own calendar in other programs (REM-4). */
@Controller('admin/profile/calendar')
@AllowSignedIn()
export class OwnCalendarController {
  constructor(
    private readonly calendar: OwnCalendar,
    private readonly calendars: StaffCalendarRows,
    navigation: Navigation,
  ) {
    navigation.add('account', { key: 'calendar', label: 'calendar.title', href: OWN_CALENDAR, icon: 'calendar', needs: null, order: 20 });
  }

  @Get()
  async show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('calendar/own', { calendar: await this.calendars.of(actor.id), address: null });
  }

  /** The address is shown here, once; nothing can show it again. */
  @Post()
  async renew(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending): Promise<Reply> {
    const address = await this.calendar.renew(actor, post);
    return page('calendar/own', { calendar: await this.calendars.of(actor.id), address });
  }

  @Post('revocation')
  async revoke(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending): Promise<Reply> {
    return redirectTo(await this.calendar.revoke(actor, post), { key: 'calendar.flash.revoked' });
  }
}
