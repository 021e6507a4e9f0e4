import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LastContact } from './last-contact.queries';
import type { Ahead, Reminder } from './reminder';
import { quietPlan, timeOfDay } from './reminder-plan';

/**
 * Reminders of the kind `not_contacted`: due when the newest contact is so many days old. Whoever does one has been in contact
 * or has decided to wait, so the days are counted anew from then; a contact meanwhile moves it silently.
 */
@Injectable()
export class QuietReminders {
  constructor(private readonly contacts: LastContact) {}

  /** When it is due. @param since counted from then when nobody was in contact later */
  async ahead(manager: EntityManager, { customerId, quietDays, zone, ...times }: Pick<Reminder, 'customerId' | 'quietDays' | 'zone' | 'nextLocal' | 'startsLocal'>, since: Date, now: Date): Promise<Ahead> {
    const last = (await this.contacts.of(manager, [customerId])).get(customerId) ?? since;
    const { nextLocal, nextAt } = quietPlan(timeOfDay(times), quietDays ?? 1, last > since ? last : since, zone, now);
    return { nextLocal, nextAt };
  }
}
