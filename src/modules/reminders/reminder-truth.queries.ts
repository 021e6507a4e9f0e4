import type { Reader } from '../../kernel/outbox/recipients';
import type { LetterToJudge } from '../../kernel/outbox/letters';
import { MAY_SEE_CUSTOMER } from './colleagues.queries';

const KEY = /^reminder(?:-assigned)?:(\d{1,19}):(\d{1,15})(?:$|:again:)/;
const NOW_TRUE = `
  SELECT r.staff_id, r.state, r.open_at, r.deleted_at IS NOT NULL OR c.deleted_at IS NOT NULL AS gone, c.active,
    EXISTS (SELECT 1 FROM staff s WHERE s.id = r.staff_id AND ${MAY_SEE_CUSTOMER}) AS visible
  FROM reminders r JOIN customers c ON c.id = r.customer_id WHERE r.id = ?`;

/**
 * Why a letter about a reminder is not to be sent any more, a key below `mail.reasons`; null when all of it still holds: the
 * reminder is this person's, is not done or put off, and the customer is active and theirs to see.
 * @param occurrence it tells of one occurrence, which must still be the open one
 */
export async function reasonNotToSend(reader: Reader, { to, customerId, dedupeKey }: LetterToJudge, occurrence: boolean): Promise<string | null> {
  const [, id, dueAt] = KEY.exec(dedupeKey) ?? [];
  const rows: { staff_id: string; state: string; open_at: Date | null; gone: number; active: number; visible: number }[] = await reader.query(NOW_TRUE, [customerId, id ?? '0']);
  const [row] = rows;
  if (!row || Number(row.gone) === 1) return 'reminder_gone';
  if (String(row.staff_id) !== to.id) return 'reminder_reassigned';
  if (row.state === 'done' || (occurrence && row.open_at?.getTime() !== Number(dueAt))) return 'reminder_done';
  if (Number(row.active) !== 1) return 'customer_inactive';
  return Number(row.visible) === 1 ? null : 'customer_hidden';
}
