import { Carried, Choice, Flag, Integer, Text, Version } from '../../kernel/forms/fields';
import { LEAP_DAYS, type LeapDay } from '../../kernel/time/recurrence';
import { EVENT_TYPES, RELATIONSHIPS, type EventType, type Relationship } from './customer-event';
import { OCCURRENCES, type Occurrence } from './event-days';

const MONTHS = Array.from({ length: 12 }, (_, at) => String(at + 1));
export const EARLIEST_YEAR = 1700;
export const LATEST_YEAR = 2200;
/** Keeps the linked customer that is stored: how the form names one that its reader may not see. */
export const KEEP = 'keep';

export class CustomerEventForm {
  @Choice(EVENT_TYPES, { required: true }) type!: EventType;
  @Text({ max: 120 }) name!: string | null;
  @Integer({ min: 1, max: 31, required: true }) day!: number;
  @Choice(MONTHS, { required: true }) month!: string;
  @Integer({ min: EARLIEST_YEAR, max: LATEST_YEAR }) year!: number | null;
  @Choice(OCCURRENCES, { required: true }) occurrence!: Occurrence;
  @Choice(LEAP_DAYS) leapRule!: LeapDay | null;
  @Flag() inReport!: boolean;
  /** What somebody to link is looked for by. */
  @Text({ max: 200 }) person!: string | null;
  /** An id, `keep`, or nothing. */
  @Carried({ max: 20 }) partner!: string | null;
  @Choice(RELATIONSHIPS) relationship!: Relationship | null;
}

export class CustomerEventEditForm extends CustomerEventForm {
  @Version({ required: true }) version!: number;
}
