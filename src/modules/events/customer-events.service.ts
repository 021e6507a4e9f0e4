import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { ChangedMeanwhile, NotFound, Refused } from '../../kernel/http/errors';
import { isId } from '../../kernel/http/id-param';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { changesBetween, type Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { CustomerAccess } from '../customers/page/customer-page.access';
import type { VisibleCustomer } from '../customers/page/customer-page.queries';
import { insertDeletion } from '../customers/trash/deletions.queries';
import type { CustomerEvent, Linked } from './customer-event';
import { insertEvent, restoreEvent, trashEvent, updateEvent } from './customer-event-rows.queries';
import { KEEP, type CustomerEventEditForm, type CustomerEventForm } from './customer-event.form';
import { CustomerEventQueries, EVENTS_MAX, type EventValues } from './customer-events.queries';
import { isDay } from './event-days';

/** Events of persons (EVT-1): whoever may edit the customer keeps them; a link is told on both customers' logs. */
@Injectable()
export class CustomerEventsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly events: CustomerEventQueries,
    private readonly activity: ActivityLog,
  ) {}

  /** @throws Refused for a company, FieldRefused, NotFound, Forbidden */
  add(actor: StaffActor, post: Post, customerId: string, form: CustomerEventForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const { customer, partner } = await this.hold(tx, actor, customerId, form, null);
      if ((await this.events.count(tx, customerId)) >= EVENTS_MAX) throw new FieldRefused('_', { key: 'events.errors.tooMany', params: { max: EVENTS_MAX } });
      const values = valuesOf(form, partner?.id ?? null);
      const id = await insertEvent(tx, customerId, values, now);
      await this.tell(tx, actor, 'added', customer, id, now);
      if (partner) await this.tell(tx, actor, 'linked', partner, id, now);
      return tabOf(customerId);
    });
  }

  /** @throws ChangedMeanwhile, FieldRefused, NotFound, Forbidden */
  edit(actor: StaffActor, post: Post, customerId: string, id: string, form: CustomerEventEditForm): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const before = await this.events.one(actor, customerId, id);
      const { customer, partner } = await this.hold(tx, actor, customerId, form, before);
      const stored = await this.events.one(actor, customerId, id, tx);
      if (stored.version !== form.version) throw new ChangedMeanwhile({ key: 'events.changed' });
      const values = valuesOf(form, partner?.id ?? null);
      const changes = changesBetween(said(stored), said({ ...values, partner: partner && values.relationship && { ...partner, relationship: values.relationship } }));
      if (!changes) return tabOf(customerId);
      if (!(await updateEvent(tx, id, form.version, values, now))) throw new ChangedMeanwhile({ key: 'events.changed' });
      await this.tell(tx, actor, 'edited', customer, id, now, changes);
      const other = stored.partner?.id ?? null;
      if (partner && partner.id !== other) await this.tell(tx, actor, 'linked', partner, id, now);
      if (other !== null && partner?.id !== other) await this.tell(tx, actor, 'unlinked', { id: other, name: '' }, id, now);
      return tabOf(customerId);
    });
  }

  delete(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const customer = await this.access.demand(actor, customerId, 'edit', tx);
      const { partner } = await this.events.one(actor, customerId, id, tx);
      await trashEvent(tx, id, await insertDeletion(tx, actor, 'event', id, now), now);
      await this.tell(tx, actor, 'deleted', customer, id, now);
      if (partner) await this.tell(tx, actor, 'unlinked', { id: partner.id, name: '' }, id, now);
      return tabOf(customerId);
    });
  }

  restore(actor: StaffActor, post: Post, customerId: string, id: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const customer = await this.access.demand(actor, customerId, 'edit', tx);
      await this.events.demandDeleted(tx, customerId, id);
      personOnly(customer);
      await restoreEvent(tx, id);
      const { partner } = await this.events.one(actor, customerId, id, tx);
      await this.tell(tx, actor, 'restored', customer, id, now);
      if (partner) await this.tell(tx, actor, 'linked', { id: partner.id, name: '' }, id, now);
      return tabOf(customerId);
    });
  }

  /**
   * Locks the person and whom the form newly links, in one order for everybody, so that neither becomes a company meanwhile.
   * A link that stays as it is may be to somebody the actor cannot see.
   * @throws FieldRefused, also for a customer that the actor may not see: it is none (A3)
   */
  private async hold(tx: EntityManager, actor: StaffActor, customerId: string, form: CustomerEventForm, before: CustomerEvent | null): Promise<Held> {
    const stored = before?.partner ?? null;
    const partnerId = form.partner === KEEP ? (stored?.id ?? null) : form.partner;
    const links = partnerId !== null && partnerId !== stored?.id;
    if (links && (!isId(partnerId) || partnerId === customerId)) throw new FieldRefused('person', { key: 'events.errors.person' });
    const partnerFirst = links && BigInt(partnerId) < BigInt(customerId);
    let partner: Named | null = partnerFirst ? await this.person(tx, actor, partnerId) : null;
    const customer = personOnly(await this.access.demand(actor, customerId, 'edit', tx));
    if (links && !partnerFirst) partner = await this.person(tx, actor, partnerId);
    if (!links && partnerId !== null) partner = { id: partnerId, name: stored?.name ?? '', number: stored?.number ?? null };
    check(form, partner !== null);
    return { customer, partner };
  }

  private async person(tx: EntityManager, actor: StaffActor, id: string): Promise<Named> {
    const found = await this.access.see(actor, id, tx).catch((error: unknown) => {
      if (error instanceof NotFound) return null;
      throw error;
    });
    if (found?.type !== 'person') throw new FieldRefused('person', { key: 'events.errors.person' });
    return found;
  }

  /** What is told of the other customer names nobody: its readers need not be those of this one. */
  private async tell(tx: EntityManager, actor: StaffActor, verb: string, { id: customerId, name }: { id: string; name: string }, id: string, at: Date, changes?: Changes): Promise<void> {
    await this.activity.record(tx, { actor, at, action: `event.${verb}`, subject: { kind: 'event', id, name }, customerId, changes });
  }
}

type Named = Pick<Linked, 'id' | 'number'> & { readonly name: string };

interface Held {
  readonly customer: VisibleCustomer;
  readonly partner: Named | null;
}

function tabOf(customerId: string): string {
  return `/admin/customers/${customerId}/events`;
}

/** @throws Refused for a company (EVT-1) */
export function personOnly(customer: VisibleCustomer): VisibleCustomer {
  if (customer.type !== 'person') throw new Refused({ key: 'events.errors.personsOnly' }, [{ label: 'events.back', href: `/admin/customers/${customer.id}` }]);
  return customer;
}

/** What no field says by itself. @throws FieldRefused */
function check(form: CustomerEventForm, linked: boolean): void {
  const { type, name, year, month, day, occurrence, person, relationship } = form;
  if (type === 'other' && name === null) throw new FieldRefused('name', { key: 'events.errors.name' });
  if (!isDay(year, Number(month), day)) throw new FieldRefused('day', { key: 'errors.date' });
  if (occurrence === 'once' && year === null) throw new FieldRefused('year', { key: 'events.errors.year' });
  if (person !== null && !linked) throw new FieldRefused('person', { key: 'events.errors.choose' });
  if (linked && relationship === null) throw new FieldRefused('relationship', { key: 'errors.required' });
}

function valuesOf(form: CustomerEventForm, partnerId: string | null): EventValues {
  const { type, name, day, year, occurrence, leapRule, inReport, relationship } = form;
  return { type, name, month: Number(form.month), day, year, occurrence, leapRule: leapRule ?? 'feb28', inReport, partnerId, relationship: partnerId === null ? null : relationship };
}

/** As the log tells it; the linked customer by its number, which says nothing to those who may not see it. */
function said(event: Omit<EventValues, 'partnerId' | 'relationship'> & Pick<CustomerEvent, 'partner'>) {
  const { type, name, occurrence, leapRule, inReport, partner } = event;
  return { type, name, day: event.day, month: event.month, year: event.year, occurrence, leapRule, inReport, partner: partner?.number ?? partner?.id ?? null, relationship: partner?.relationship ?? null };
}
