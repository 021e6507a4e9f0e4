import { CalendarDate, Choice, Ids, Text, TimeOfDay } from '../../../kernel/forms/fields';
import type { Typed } from '../../../kernel/forms/read-form';
import { isId } from '../../../kernel/http/id-param';
import { SNOOZES, type Snooze } from '../reminder-snooze';

/** `date`: until a date, which is asked for when it is not given. */
export const LIST_ACTIONS = ['done', ...SNOOZES, 'date'] as const;
/** More than a page can have ticked. */
const AT_ONCE = 100;
export type ListAction = (typeof LIST_ACTIONS)[number];

/** What the list, the bell and the page that asks for a date send. */
export class ListActionForm {
  /** For the ticked ones. */
  @Choice(LIST_ACTIONS) do!: ListAction | null;
  @Ids() ids!: string[];
  /** The button of one line: `done.17`. */
  @Text({ max: 40 }) one!: string | null;
  @CalendarDate() date!: string | null;
  @TimeOfDay() time!: string | null;
  /** The address to come back to. */
  @Text({ max: 2000 }) back!: string | null;
}

/** What is to be done with which reminders, whatever else of the form is wrong; null when nothing was chosen. */
export function chosen({ do: wanted, ids, one }: Typed): { action: ListAction; ids: readonly string[] } | null {
  const [, verb, id] = /^([a-z]+)\.([1-9]\d{0,18})$/.exec(String(one)) ?? [];
  const single = LIST_ACTIONS.find((known) => known === verb);
  if (single && id) return { action: single, ids: [id] };
  const action = LIST_ACTIONS.find((known) => known === wanted);
  const ticked = [ids].flat().filter((text) => isId(text)).slice(0, AT_ONCE);
  return action && ticked.length > 0 ? { action, ids: ticked } : null;
}

/** @returns the usual time that an action puts off to; null: the date of the form. */
export function snoozeOf(action: ListAction): Snooze | null {
  return SNOOZES.find((known) => known === action) ?? null;
}
