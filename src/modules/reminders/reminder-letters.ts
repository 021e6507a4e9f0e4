import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../../kernel/config/config';
import { Letters, type LetterKind, type LetterToJudge } from '../../kernel/outbox/letters';
import { Outbox, type KnownLetter } from '../../kernel/outbox/outbox';
import type { MergeField } from '../../kernel/outbox/letter-values';
import type { Reader } from '../../kernel/outbox/recipients';
import { wallAt, type WallTime } from '../../kernel/time/wall-time';
import { LINK_PATH, linkOfLetter, linkToken } from './links/reminder-link';
import type { DueReminder, NewOccurrence } from './reminder-delivery.queries';
import { reasonNotToSend } from './reminder-truth.queries';

const FIELDS: Readonly<Record<string, MergeField>> = {
  reminder_text: { sample: 'Call about the offer' },
  customer_name: { sample: 'Sample Ltd' },
  due_at: { type: 'wall', sample: '2026-03-04T09:30' },
  reminder_address: { type: 'address', sample: '/admin/customers/1/reminders' },
};

interface Assigned {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly body: string;
  readonly staffId: string;
  readonly nextLocal: WallTime | null;
  readonly version: number;
}

/** The letters about reminders (MAIL-1). Whether one is still true is asked when its turn comes. */
@Injectable()
export class ReminderLetters {
  constructor(
    private readonly config: Config,
    private readonly outbox: Outbox,
    letters: Letters,
  ) {
    letters.add(
      {
        ...kindOf('reminder', { late: { type: 'words', sample: '' } }, (reader, letter) => reasonNotToSend(reader, letter, true)),
        link: { path: (token) => `${LINK_PATH}?token=${token}`, derive: (letter) => this.token(letter), works: () => Promise.resolve(true) },
      },
      kindOf('reminder-assigned', { assigned_by: { sample: 'Sam Sample' } }, (reader, letter) => reasonNotToSend(reader, letter, false)),
    );
  }

  /** What tells of one occurrence; written once for it, whoever delivers it. */
  reminder(reminder: DueReminder, { dueAt, dueLocal, late }: NewOccurrence): KnownLetter {
    const { id, body, customerId, customerName, email, language, staffId, staffName, zone } = reminder;
    const values = { reminder_text: body, customer_name: customerName, due_at: dueLocal ?? wallAt(dueAt, zone), late: late ? 'late' : '', reminder_address: this.address(customerId, id) };
    return { kind: 'reminder', to: { kind: 'staff', id: staffId }, customerId, values, dedupeKey: `reminder:${id}:${dueAt.getTime()}`, recipient: { name: staffName, email, language } };
  }

  /** Tells a colleague of a reminder somebody else gave them. */
  async tellAssigned(tx: EntityManager, by: string, { id, body, customerId, customerName, nextLocal, staffId, version }: Assigned): Promise<void> {
    if (nextLocal === null) return;
    const values = { reminder_text: body, customer_name: customerName, due_at: nextLocal, assigned_by: by, reminder_address: this.address(customerId, id) };
    await this.outbox.queue(tx, { kind: 'reminder-assigned', to: { kind: 'staff', id: staffId }, customerId, values, dedupeKey: `reminder-assigned:${id}:${version}` });
  }

  /** What its link opens: done and put off without signing in. Whether it still may, is asked when it is used. */
  private token(letter: LetterToJudge): string | null {
    const link = linkOfLetter(letter);
    return link && linkToken(this.config.sessionSecret, link);
  }

  private address(customerId: string, id: string): string {
    return `${this.config.appUrl.origin}/admin/customers/${customerId}/reminders#reminder-${id}`;
  }
}

function kindOf(kind: string, fields: Readonly<Record<string, MergeField>>, outdated: (reader: Reader, letter: LetterToJudge) => Promise<string | null>): LetterKind {
  return { kind, audience: 'staff', about: 'customer', maySwitchOff: true, fields: { ...FIELDS, ...fields }, outdated };
}
