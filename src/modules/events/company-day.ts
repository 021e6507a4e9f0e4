import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../../kernel/clock/clock';
import { SettingsStore } from '../settings/settings.store';

/** The company's calendar: anniversaries are judged in its time zone, the same for everybody. */
@Injectable()
export class CompanyDay {
  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
  ) {}

  /** YYYY-MM-DD. */
  today(): string {
    return DateTime.fromJSDate(this.clock.now(), { zone: this.settings.all().timeZone }).toFormat('yyyy-MM-dd');
  }
}
