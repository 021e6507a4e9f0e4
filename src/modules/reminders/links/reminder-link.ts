import { sameText, sign } from '../../../kernel/auth/digest';
import { isId } from '../../../kernel/http/id-param';

/** The address in a reminder's mail. */
export const LINK_PATH = '/admin/reminders/link';
/** How long after the reminder was due its link works. */
export const LINK_DAYS = 30;
const LIFE_MS = LINK_DAYS * 86_400_000;
const PURPOSE = 'reminder-link';

/** What a link is about: one occurrence of a reminder, for the person that was reminded. */
export interface ReminderLink {
  readonly id: string;
  readonly dueAt: Date;
  readonly staffId: string;
}

/**
 * What a link carries: signed, so that nobody makes one, and following from the letter, so that none is stored. It opens that
 * occurrence alone: done, put off or given to somebody else, the reminder no longer answers to it.
 */
export function linkToken(secret: string, { id, dueAt, staffId }: ReminderLink): string {
  const facts = `${id}.${dueAt.getTime()}.${staffId}`;
  return `${facts}.${sign(secret, PURPOSE, facts)}`;
}

/** null for anything that was not made by `linkToken`, or long ago. */
export function readLink(secret: string, token: unknown, now: Date): ReminderLink | null {
  const [, facts, id, due, staffId, signature] = typeof token === 'string' ? (/^((\d{1,19})\.(\d{1,15})\.(\d{1,19}))\.([0-9a-f]{64})$/.exec(token) ?? []) : [];
  if (!facts || !sameText(signature, sign(secret, PURPOSE, facts)) || !isId(id) || !isId(staffId)) return null;
  return Number(due) + LIFE_MS > now.getTime() ? { id, dueAt: new Date(Number(due)), staffId } : null;
}

/** The occurrence that a letter of the kind `reminder` tells of; null for a test letter. */
export function linkOfLetter({ dedupeKey, to }: { readonly dedupeKey: string; readonly to: { readonly id: string } }): ReminderLink | null {
  const [, id, due] = /^reminder:(\d{1,19}):(\d{1,15})(?:$|:again:)/.exec(dedupeKey) ?? [];
  return id && due ? { id, dueAt: new Date(Number(due)), staffId: to.id } : null;
}
