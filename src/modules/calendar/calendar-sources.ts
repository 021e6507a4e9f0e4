import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import type { CalendarEntry } from '../../kernel/calendar/calendar-file';
import type { TextParams } from '../../kernel/i18n/texts';

/** What a calendar is read for. */
export interface CalendarRequest {
  readonly actor: StaffActor;
  readonly now: Date;
  /** Calendar dates of the company, both included: a quarter of a year back, two years ahead. */
  readonly from: string;
  readonly today: string;
  readonly to: string;
  /** Entries a source may give; what comes soonest goes first. */
  readonly most: number;
  /** Words in the person's language. */
  readonly say: (key: string, params?: TextParams) => string;
}

/** Gives what the person may see at this moment (REM-4); asked at each reading. */
export type CalendarSource = (request: CalendarRequest) => Promise<readonly CalendarEntry[]>;

/** What stands in people's calendars; each module that has dates of theirs adds its own. */
@Injectable()
export class CalendarSources {
  private readonly sources: CalendarSource[] = [];

  add(source: CalendarSource): void {
    this.sources.push(source);
  }

  async entries(request: CalendarRequest): Promise<CalendarEntry[]> {
    const found = await Promise.all(this.sources.map((source) => source(request)));
    return found.flatMap((entries) => entries.slice(0, request.most));
  }
}
