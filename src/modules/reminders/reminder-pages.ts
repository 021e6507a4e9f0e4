import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { readForm } from '../../kernel/forms/read-form';
import { Texts } from '../../kernel/i18n/texts';
import type { FormShown } from '../../kernel/views/form';
import { CustomerPage } from '../customers/page/customer-page';
import { SettingsStore } from '../settings/settings.store';
import { Colleagues } from './colleagues.queries';
import type { Reminder } from './reminder';
import { ScheduleForm } from './reminder.form';
import { formOf } from './reminder-edit';
import { upcoming } from './reminder-plan';
import { newReminder, nextDates, reminderForm, reminderLine, type Looking, type NextDates } from './reminders.presenter';
import { ReminderRows } from './reminders.queries';
import { RemindersService } from './reminders.service';

/** Open ones on the tab at most, done ones below them, and dates that a form shows ahead (REM-1). */
const OPEN_SHOWN = 100;
const DONE_SHOWN = 10;
const DATES_SHOWN = 5;

interface OfCustomer {
  readonly id: string;
  readonly name: string;
}

/** The models of the pages about a customer's reminders. */
@Injectable()
export class ReminderPages {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly colleagues: Colleagues,
    private readonly customers: CustomerPage,
    private readonly reminders: RemindersService,
    private readonly rows: ReminderRows,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  async list(actor: StaffActor, customerId: string): Promise<object> {
    const { header } = await this.customers.open(actor, customerId, 'reminders');
    const [open, done] = await Promise.all([this.rows.ofCustomer(customerId, 'open', OPEN_SHOWN), this.rows.ofCustomer(customerId, 'done', DONE_SHOWN)]);
    const line = (reminder: Reminder) => reminderLine(this.looking(actor), reminder, header.customer.can, `${pathOf(customerId)}/${reminder.id}`);
    return { ...header, path: pathOf(customerId), paused: !header.customer.active, open: open.map(line), done: done.map(line) };
  }

  blank(actor: StaffActor, customer: OfCustomer): Promise<object> {
    return this.shown(actor, customer, newReminder(this.looking(actor)));
  }

  /** The form of a new one. @param sent what its dates are shown for; null: what it begins with */
  async shown(actor: StaffActor, { id, name }: OfCustomer, form: FormShown, sent: unknown = form.values, holder: { id: string; name: string } | null = null): Promise<object> {
    const [active, dates] = await Promise.all([this.colleagues.of(id), this.dates(actor, id, sent)]);
    // Whoever holds it stays chosen, even when saving will ask for somebody else.
    const colleagues = holder && !active.some((one) => one.id === holder.id) ? [...active, holder] : active;
    return { customer: { id, name }, action: pathOf(id), close: pathOf(id), datesFrom: `${pathOf(id)}/dates`, ...reminderForm(form, colleagues, dates) };
  }

  async edit(actor: StaffActor, reminder: Reminder, form: FormShown, sent: unknown = textsOf(formOf(reminder))): Promise<object> {
    const model = await this.shown(actor, { id: reminder.customerId, name: reminder.customerName }, form, sent, { id: reminder.staffId, name: reminder.staffName });
    return { ...model, action: `${pathOf(reminder.customerId)}/${reminder.id}`, now: null };
  }

  async snooze(actor: StaffActor, reminder: Reminder, form: FormShown | null): Promise<object> {
    const { id: customerId, name } = { id: reminder.customerId, name: reminder.customerName };
    const begins = newReminder({ ...this.looking(actor), zone: reminder.zone });
    return { customer: { id: customerId, name }, body: reminder.body, action: `${pathOf(customerId)}/${reminder.id}/snooze`, close: pathOf(customerId), zone: reminder.zone, form: form ?? begins };
  }

  /** The next dates a form leads to; null when it is not filled in far enough. */
  async dates(actor: StaffActor, customerId: string, sent: unknown): Promise<NextDates | null> {
    const form = readForm(ScheduleForm, sent);
    if (!form.ok) return null;
    try {
      const { plan, colleague } = await this.reminders.plan(this.dataSource.manager, actor, customerId, form.value, this.clock.now());
      const { locale } = this.texts.language(actor.language ?? this.settings.all().language);
      return nextDates(upcoming(plan, DATES_SHOWN), colleague.zone, locale);
    } catch (error) {
      if (!(error instanceof FieldRefused)) throw error;
      return { walls: [], zone: '', refusal: error.reason };
    }
  }

  private looking(actor: StaffActor): Looking {
    return { actor, zone: actor.timeZone ?? this.settings.all().timeZone, now: this.clock.now() };
  }
}

function pathOf(customerId: string): string {
  return `/admin/customers/${customerId}/reminders`;
}

/** Values of a form as a browser would send them. */
function textsOf(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value : value === null ? '' : String(value)]));
}
