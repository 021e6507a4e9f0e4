import type { INestApplication } from '@nestjs/common';
import type { TimetableEntry } from './kernel/jobs/job';

/** Every job that the clock drives, on one page. */
export function timetable(_app: INestApplication): TimetableEntry[] {
  return [];
}
