import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { ChangedMeanwhile } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { instantOf } from '../../kernel/time/wall-time';
import { changesBetween, type Changes } from '../activity/activity';
import { findVisible } from '../customers/page/customer-page.queries';
import { Colleagues, type Colleague } from './colleagues.queries';
import { LastContact } from './last-contact.queries';
import type { Reminder } from './reminder';
import { ReminderLetters } from './reminder-letters';
import { ReminderChanges } from './reminder-changes';
import type { ReminderEditForm, ReminderForm, ScheduleForm } from './reminder.form';
import { planOf, quietPlan, type Plan } from './reminder-plan';
import { factsOf, formOf, sameSchedule } from './reminder-edit';
import { ReminderRows, type ReminderKey } from './reminders.queries';

/** Makes and edits reminders (REM-1). Customer and maker come from the address and the session, never from a form. */
@Injectable()
export class RemindersService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: ReminderChanges,
    private readonly clock: Clock,
    private readonly colleagues: Colleagues,
    private readonly contacts: LastContact,
    private readonly letters: ReminderLetters,
    private readonly rows: ReminderRows,
  ) {}

  /** @throws FieldRefused, NotFound when the customer is not there for `actor` */
  add(actor: StaffActor, post: Post, customerId: string, form: ReminderForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const customer = await findVisible(tx, actor, customerId, true);
      const { plan, colleague } = await this.plan(tx, actor, customerId, form, now);
      const id = await this.rows.insert(tx, customerId, actor.id, { ...columnsOf(form, plan), staff_id: colleague.id, zone: colleague.zone }, now);
      await this.changes.record(tx, actor, 'reminder.added', { id, customerId, body: form.body }, now);
      const given = { id, customerId, customerName: customer.name, body: form.body, staffId: colleague.id, nextLocal: plan.nextLocal, version: 1 };
      if (colleague.id !== actor.id) await this.letters.tellAssigned(tx, actor.name, given);
      return `/admin/customers/${customerId}/reminders`;
    });
  }

  /**
   * Another time makes it a reminder to come, whatever was due of it; the same time leaves it where it is.
   * @throws ChangedMeanwhile when somebody else saved it, or did it, since the form was opened; FieldRefused, NotFound, Forbidden
   */
  edit(actor: StaffActor, post: Post, key: ReminderKey, form: ReminderEditForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const before = await this.changes.demand(actor, key, tx);
      if (before.version !== form.version) throw new ChangedMeanwhile();
      const location = `/admin/customers/${before.customerId}/reminders`;
      const changes = await this.write(tx, actor, before, form, now);
      if (changes) await this.changes.record(tx, actor, 'reminder.edited', { ...before, body: form.body }, now, changes);
      return location;
    });
  }

  /** What a form asks for: whom, and when in that person's zone. @throws FieldRefused */
  async plan(tx: EntityManager, actor: StaffActor, customerId: string, form: ScheduleForm, now: Date): Promise<{ plan: Plan; colleague: Colleague }> {
    const colleague = await this.colleague(tx, customerId, form.staffId ?? actor.id);
    if (form.kind !== 'not_contacted') return { plan: planOf(form, colleague.zone, now), colleague };
    if (form.quietDays === null) throw new FieldRefused('quietDays', { key: 'errors.required' });
    const last = (await this.contacts.of(tx, [customerId])).get(customerId) ?? now;
    return { plan: quietPlan(form.time, form.quietDays, last, colleague.zone, now), colleague };
  }

  /** @returns what changed, for the log; null when nothing did. */
  private async write(tx: EntityManager, actor: StaffActor, before: Reminder, form: ReminderEditForm, now: Date): Promise<Changes | null> {
    const same = sameSchedule(before, form);
    const { id: staffId, name, zone } = await this.colleague(tx, before.customerId, form.staffId ?? actor.id);
    const changes = changesBetween(factsOf(formOf(before), before.staffName), factsOf(form, name));
    if (same && !changes && staffId === before.staffId) return null;
    const kept = { body: form.body, also_by_mail: form.alsoByMail, staff_id: staffId, zone };
    const afresh = { open_at: null, open_late: false, snoozed_until: null, state: 'open' } as const;
    const plan = same ? null : (await this.plan(tx, actor, before.customerId, form, now)).plan;
    const times = plan ? { ...columnsOf(form, plan), ...afresh } : resolved(before, zone);
    await this.rows.update(tx, before.id, { ...times, ...kept }, now);
    const given = { ...before, ...form, staffId, nextLocal: plan ? plan.nextLocal : before.nextLocal, version: before.version + 1 };
    if (staffId !== before.staffId && staffId !== actor.id) await this.letters.tellAssigned(tx, actor.name, given);
    return changes ?? {};
  }

  private async colleague(tx: EntityManager, customerId: string, staffId: string): Promise<Colleague> {
    const colleague = await this.colleagues.find(tx, customerId, staffId);
    if (!colleague) throw new FieldRefused('staffId', { key: 'reminders.errors.colleague' });
    return colleague;
  }
}

/** The same wall time in the zone of whoever is reminded now. */
function resolved({ nextLocal }: Reminder, zone: string) {
  return { next_at: nextLocal === null ? null : instantOf(nextLocal, zone) };
}

function columnsOf(form: ReminderForm, { startsLocal, nextLocal, nextAt, repeat }: Plan) {
  return {
    body: form.body, also_by_mail: form.alsoByMail, kind: form.kind ?? 'plain', quiet_days: form.kind === 'not_contacted' ? form.quietDays : null,
    recurrence: repeat === null ? null : JSON.stringify(repeat), starts_local: startsLocal, next_local: nextLocal, next_at: nextAt,
  } as const;
}
