import type { Message } from '../../kernel/i18n/message';
import type { KindWords } from '../activity/activity.words';

const BRANCHES: Readonly<Record<string, string>> = { type: 'types', occurrence: 'occurrences', leapRule: 'leapRules', relationship: 'relationships' };

/** Changes of an event in words. */
export const eventWords: KindWords = {
  icon: 'cake', fields: 'events.fields',
  value: (field, value): Message | null => (typeof value === 'string' && BRANCHES[field] ? { key: `events.${BRANCHES[field]}.${value}` } : null),
};
