import type { Message } from '../../kernel/i18n/message';
import type { EventDay } from './event-days';

/** What an event is of; their words stand in `events.types`. */
export const EVENT_TYPES = ['birthday', 'wedding', 'engagement', 'name_day', 'work', 'memorial', 'other'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What the linked customer is to the person whose event it is. */
export const RELATIONSHIPS = ['spouse', 'partner', 'parent', 'child', 'sibling', 'grandparent', 'grandchild', 'relative', 'friend', 'colleague', 'other'] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

/** Those that are another thing seen from the other side (EVT-1). */
const INVERSE: Readonly<Partial<Record<Relationship, Relationship>>> = { parent: 'child', child: 'parent', grandparent: 'grandchild', grandchild: 'grandparent' };

/** What the person is to the linked customer. */
export function inverse(relationship: Relationship): Relationship {
  return INVERSE[relationship] ?? relationship;
}

/** Somebody linked; without a name and number when the reader may not see that customer, or it lies in the trash. */
export interface Linked {
  readonly id: string;
  readonly name: string | null;
  readonly number: string | null;
  readonly relationship: Relationship;
}

export interface CustomerEvent extends EventDay {
  readonly id: string;
  readonly customerId: string;
  readonly type: EventType;
  readonly name: string | null;
  readonly inReport: boolean;
  readonly version: number;
  readonly partner: Linked | null;
}

/** What the event is called: its own name, else its type. */
export function eventTitle({ name, type }: Pick<CustomerEvent, 'name' | 'type'>): Message {
  return name === null ? { key: `events.types.${type}` } : { key: 'events.named', params: { name } };
}
