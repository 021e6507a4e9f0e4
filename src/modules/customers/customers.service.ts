import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { isDuplicate, isMissingReference } from '../../kernel/db/transaction';
import { ActivityLog } from '../activity/activity.log';
import { changesBetween, type Changes } from '../activity/activity';
import { NumberSeries } from '../settings/number-series';
import { SettingsStore } from '../settings/settings.store';
import { countCustomers } from './customer-counts';
import { writeBalanceCurrency } from './customer-currency';
import { DETAIL_FIELDS, type CustomerDetails } from './customer-details';
import { CustomerEditRules } from './customer-edit-rules';
import type { CustomerInput } from './customer-input';
import { displayName, numberOrder, sortName, withoutOtherType } from './customer-names';
import { CustomerRelations } from './customer-relations';
import { CustomerSearch } from './customer-search';
import { Customer } from './customer.entity';
import { FieldRefused } from '../../kernel/forms/field-refused';

const NUMBER_TRIES = 50;

/** Creates and edits customers; every way in (steps, import, counter, registration) goes through here. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly clock: Clock,
    private readonly numbers: NumberSeries,
    private readonly relations: CustomerRelations,
    private readonly search: CustomerSearch,
    private readonly activity: ActivityLog,
    private readonly settings: SettingsStore,
    private readonly rules: CustomerEditRules,
  ) {}

  /**
   * Creates a customer with its groups, products, addresses and first note. Who may create but not view becomes its
   * customer admin (CUS-24).
   * @returns its id.
   * @throws FieldRefused for a number that is taken, or a chosen row that is gone.
   */
  async create(tx: EntityManager, actor: Actor, input: CustomerInput): Promise<string> {
    const now = this.clock.now();
    const details = withoutOtherType(input.details);
    const createdById = actor.kind === 'staff' ? actor.id : null;
    const id = await this.insert(tx, { ...details, ...names(details), createdById, createdAt: now, updatedAt: now }, input.number);
    await writeBalanceCurrency(tx, id, details.currency, this.settings.all().baseCurrency);
    await this.relations.make(tx, id, input, now);
    if (actor.kind === 'staff' && !actor.may('customers.view')) await this.relations.addAdmin(tx, id, actor.id, now);
    if (input.insight) await this.relations.addNote(tx, id, createdById, input.insight, now);
    await this.search.refresh(tx, id);
    await this.activity.record(tx, { actor, at: now, action: 'customer.created', subject: { kind: 'customer', id, name: displayName(details) }, customerId: id });
    await countCustomers(tx, 1);
    return id;
  }

  /**
   * Writes `input` over the row of that version, only the columns that differ; nothing differs, nothing is written.
   * @returns false when the row has another version by now (CUS-18): nothing was written.
   * @throws FieldRefused as `create`, and for what `CustomerEditRules` forbid to change.
   */
  async update(tx: EntityManager, actor: Actor, id: string, version: number, input: Omit<CustomerInput, 'insight'>): Promise<boolean> {
    const before = await tx.findOne(Customer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!before || before.version !== version || before.deletedAt) return false;
    const details = withoutOtherType(input.details);
    await this.checkRules(tx, before, details);
    const now = this.clock.now();
    const related = await this.relations.change(tx, id, input, now);
    const changed = changedColumns(before, { ...details, number: input.number ?? before.number });
    const changes = { ...(await this.said(tx, before, changed)), ...related };
    if (Object.keys(changes).length === 0) return true;
    const number = input.number ?? before.number;
    await this.writeRow(tx, id, version, { ...changed, ...names(details), numberKey: number, numberOrder: numberOrder(number), updatedAt: now });
    if ('currency' in changed) await writeBalanceCurrency(tx, id, details.currency, this.settings.all().baseCurrency);
    await this.search.refresh(tx, id);
    await this.activity.record(tx, { actor, at: now, action: 'customer.edited', subject: { kind: 'customer', id, name: displayName(details) }, customerId: id, changes });
    return true;
  }

  private checkRules(tx: EntityManager, before: Customer, after: CustomerDetails): Promise<void> {
    const base = this.settings.all().baseCurrency;
    return this.rules.check(tx, before.id, { type: before.type, currency: before.currency ?? base }, { type: after.type, currency: after.currency ?? base });
  }

  /** Old and new values as people know them: names, not ids. */
  private async said(tx: EntityManager, before: Customer, changed: Partial<Customer>): Promise<Changes> {
    const changes = changesBetween(pick(before, Object.keys(changed)), changed) ?? {};
    return this.relations.named(tx, changes);
  }

  private async insert(tx: EntityManager, row: Partial<Customer>, number: string | null): Promise<string> {
    for (let tries = 0; tries < NUMBER_TRIES; tries += 1) {
      const given = number ?? (await this.numbers.next(tx, 'customer'));
      try {
        const result = await tx.insert(Customer, { ...row, number: given, numberKey: given, numberOrder: numberOrder(given) });
        return String(result.identifiers[0].id);
      } catch (error) {
        if (isDuplicate(error, 'customers_number_key') && number === null) continue;
        throw refusal(error);
      }
    }
    throw new FieldRefused('number', { key: 'customers.errors.numberTaken' });
  }

  private async writeRow(tx: EntityManager, id: string, version: number, row: Partial<Customer>): Promise<void> {
    try {
      await tx.update(Customer, { id, version }, { ...row, version: version + 1 });
    } catch (error) {
      throw refusal(error);
    }
  }
}

/** What the database refused, said at the field it concerns; any other error as it is. */
function refusal(error: unknown): unknown {
  if (isDuplicate(error, 'customers_number_key')) return new FieldRefused('number', { key: 'customers.errors.numberTaken' });
  if (!isMissingReference(error) || !(error instanceof Error)) return error;
  const field = REFERENCES.find(([constraint]) => error.message.includes(constraint))?.[1];
  return field ? new FieldRefused(field, { key: 'errors.choice' }) : error;
}

const REFERENCES: readonly (readonly [constraint: string, field: keyof CustomerDetails])[] = [
  ['customers_picture', 'pictureId'],
  ['customers_tax_rate', 'taxRateId'],
  ['customers_payment_mode', 'paymentModeId'],
  ['customers_currency', 'currency'],
  ['customers_account_manager', 'accountManagerId'],
];

function names(details: CustomerDetails): { displayName: string; sortName: string } {
  return { displayName: displayName(details), sortName: sortName(details) };
}

function pick(row: Customer, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, Reflect.get(row, field)]));
}

/** The columns in which the row differs from what is to be written. */
function changedColumns(before: Customer, after: CustomerDetails & { number: string }): Partial<Customer> {
  return Object.fromEntries([...DETAIL_FIELDS, 'number' as const].filter((name) => !same(before[name], after[name])).map((name) => [name, after[name]]));
}

/** Decimals come back as `12.5000`; compared as texts, since nineteen digits are more than a number holds. */
function same(stored: unknown, given: unknown): boolean {
  if (typeof stored === 'string' && typeof given === 'string' && /^-?\d+\.\d+$/.test(stored)) return plain(stored) === plain(given);
  return (stored ?? null) === (given ?? null);
}

function plain(decimal: string): string {
  const text = decimal.replace(/^(-?)0+(?=\d)/, '$1');
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
