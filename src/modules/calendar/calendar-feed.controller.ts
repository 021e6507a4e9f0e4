import { Controller, Get, Ip, Param } from '@nestjs/common';
import { AllowAnyone } from '../../kernel/access/allow';
import { sha256 } from '../../kernel/auth/digest';
import { NotFound, TooMany } from '../../kernel/http/errors';
import { RateLimits } from '../../kernel/http/rate-limits';
import { calendar as calendarReply, type Reply } from '../../kernel/http/reply';
import { CalendarFeed } from './calendar-feed';
import { StaffCalendarRows } from './staff-calendars.queries';

const WINDOW_MS = 600_000;
/** Programs ask every few minutes at most; readings of one calendar in ten minutes. */
const READINGS = 60;
/** Wrong addresses from one place in ten minutes, from then on it gets no answer at all. */
const MISSES = 30;

/** Calendars for programs, which know nothing but the secret address (REM-4). */
@Controller('calendar')
@AllowAnyone()
export class CalendarFeedController {
  constructor(
    private readonly calendars: StaffCalendarRows,
    private readonly feed: CalendarFeed,
    private readonly limits: RateLimits,
  ) {}

  /** A wrong, dead or revoked address and that of somebody who has left are answered alike. */
  @Get(':token.ics')
  async read(@Param('token') token: string, @Ip() ip: string): Promise<Reply> {
    const misses = { key: `calendar:ip:${ip}`, max: MISSES, windowMs: WINDOW_MS };
    this.refuse(await this.limits.wait(misses));
    const staffId = await this.calendars.owner(token);
    const text = staffId === null ? null : await this.text(staffId, token);
    if (text === null) {
      await this.limits.hit(misses);
      throw new NotFound();
    }
    return calendarReply(text, sha256(text));
  }

  private async text(staffId: string, token: string): Promise<string | null> {
    this.refuse(await this.limits.hit({ key: `calendar:token:${sha256(token)}`, max: READINGS, windowMs: WINDOW_MS }));
    return this.feed.text(staffId);
  }

  private refuse(seconds: number): void {
    if (seconds > 0) throw new TooMany({ key: 'calendar.tooMany' }, seconds);
  }
}
