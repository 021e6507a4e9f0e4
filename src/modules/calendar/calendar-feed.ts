import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { calendarFile } from '../../kernel/calendar/calendar-file';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { Texts } from '../../kernel/i18n/texts';
import { SettingsStore } from '../settings/settings.store';
import { StaffActors } from '../staff/staff-actors.queries';
import { CalendarSources } from './calendar-sources';
import { StaffCalendarRows } from './staff-calendars.queries';

const DAYS_BACK = 90;
const YEARS_AHEAD = 2;
/** Entries of one source; calendar programs become slow with many more. */
const MOST = 1_000;

/** Writes somebody's calendar as it is at this moment, with the rights of this moment. */
@Injectable()
export class CalendarFeed {
  constructor(
    private readonly actors: StaffActors,
    private readonly calendars: StaffCalendarRows,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly sources: CalendarSources,
    private readonly texts: Texts,
  ) {}

  /** null when the person is not with the company any more. */
  async text(staffId: string): Promise<string | null> {
    const actor = await this.actors.load(staffId);
    if (!actor) return null;
    const { language: system, timeZone, companyName } = this.settings.all();
    const language = actor.language ?? system;
    const now = this.clock.now();
    const today = DateTime.fromJSDate(now, { zone: timeZone });
    const entries = await this.sources.entries({
      actor, now, most: MOST, say: (key, params) => this.texts.t(language, key, params),
      from: dateOf(today.minus({ days: DAYS_BACK })), today: dateOf(today), to: dateOf(today.plus({ years: YEARS_AHEAD })),
    });
    await this.calendars.noteReading(staffId, now);
    return calendarFile(companyName || 'Clientele', this.config.appUrl.hostname, entries);
  }
}

function dateOf(day: DateTime): string {
  return day.toFormat('yyyy-MM-dd');
}
