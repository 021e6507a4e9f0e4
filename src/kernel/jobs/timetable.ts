import { Injectable } from '@nestjs/common';
import type { TimetableEntry } from './job';

/** What the clock drives, as `src/timetable.ts` says it; known to every node, whether it runs jobs or only shows them. */
@Injectable()
export class Timetable {
  private list: readonly TimetableEntry[] = [];

  set(entries: readonly TimetableEntry[]): void {
    this.list = entries;
  }

  entries(): readonly TimetableEntry[] {
    return this.list;
  }

  find(job: string): TimetableEntry | null {
    return this.list.find((entry) => entry.job.name === job) ?? null;
  }
}
