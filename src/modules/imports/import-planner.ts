import type { EntityManager } from 'typeorm';
import { FieldRefused } from '../../kernel/forms/field-refused';
import type { Message } from '../../kernel/i18n/message';
import { customerAbilities } from '../customers/customer.policy';
import type { Verdict } from './import';
import { ImportLookups, type Known, type KnownContact, type Stored } from './import-lookups.queries';
import type { CustomerRef, Links, Plan } from './import-plan';
import type { FileRow } from './import-reader';
import { contactDifference, contactMeant, customerDifference } from './import-update';
import type { PlanContext } from './plan-context';
import { linksOf, withDefaultGroup } from './row-links';
import { keyOf, ownAddress, RowMatcher } from './row-matcher';
import { numberTaken, reason, RowRefused } from './row-refused';
import type { ReadRow } from './rules/read-row';

type ReadFileRow = FileRow & { readonly read: ReadRow };

/** Decides what becomes of a batch of rows (IMP-3); the dry run and the import itself ask the same. */
export class ImportPlanner {
  private readonly lookups: ImportLookups;
  private plan: Plan = { outcomes: [], creations: [], changes: [], contacts: [], squatted: [] };
  private numbers: ReadonlyMap<string, Known> = new Map();
  private matcher: RowMatcher;
  private contacts: ReadonlyMap<string, KnownContact> = new Map();
  private stored: ReadonlyMap<string, Stored> = new Map();
  /** Of earlier batches, then of this one. */
  private readonly lines = new Map<number, { verdict: Verdict; customer: CustomerRef | null }>();
  /** Customers that a row of this batch has dealt with, with its line. */
  private readonly taken = new Map<string, number>();

  constructor(
    private readonly tx: EntityManager,
    private readonly context: PlanContext,
  ) {
    this.lookups = new ImportLookups(tx, context.actor);
    this.matcher = new RowMatcher(context.record.options, this.numbers, new Map());
  }

  async decide(rows: readonly FileRow[]): Promise<Plan> {
    this.plan = { outcomes: [], creations: [], changes: [], contacts: [], squatted: [] };
    const open = rows.filter((row): row is ReadFileRow => row.read !== null && row.refusals.length === 0);
    await this.look(open);
    for (const row of rows) {
      if (row.read === null || row.refusals.length > 0) {
        this.end(row, row.repeats ? 'duplicate' : 'refused', null, row.refusals);
        continue;
      }
      await this.decideRow(row as ReadFileRow);
    }
    if (this.lookups.unverified.size > 0) this.plan.squatted.push(...addressesOf(this.plan).filter((key) => this.lookups.unverified.has(key)));
    return this.plan;
  }

  private async look(rows: readonly ReadFileRow[]): Promise<void> {
    const { record, phase } = this.context;
    const { options } = record;
    await this.context.groups.look(rows.flatMap(({ read }) => read.groups ?? []));
    await this.context.products.look(rows.flatMap(({ read }) => read.products ?? []));
    this.contacts = await this.lookups.contacts(present(rows.flatMap(({ read }) => [read.contact?.email_key, options.key === 'email' ? keyOf(read.customer.email) : null])));
    this.numbers = await this.lookups.byNumber(present(rows.map(({ read }) => read.customer.number)));
    let byKey: ReadonlyMap<string, readonly Known[]> = new Map();
    if (options.key === 'vat_number') byKey = await this.lookups.byVat(present(rows.map(({ read }) => read.customer.vat_number)));
    if (options.key === 'email') byKey = await this.lookups.byEmail(present(rows.map(({ read }) => ownAddress(read))), this.contacts);
    this.matcher = new RowMatcher(options, this.numbers, byKey);
    const own = new Set(rows.map(({ line }) => line));
    const earlier = [...new Set(rows.flatMap(({ line, first }) => (first !== line && !own.has(first) ? [first] : [])))];
    const known = await this.lookups.lines(record.id, phase, earlier);
    for (const line of earlier) {
      // The dry run keeps only the lines that do not simply come in.
      const end = known.get(line) ?? (phase === 'check' ? { verdict: 'created' as const, customerId: null } : { verdict: 'refused' as const, customerId: null });
      this.lines.set(line, { verdict: end.verdict, customer: end.customerId === null ? { line } : { id: end.customerId } });
    }
    // Customers are read and locked only where they may change.
    const matches = options.mode === 'create' ? [] : rows.map((row) => this.matcher.match(row.read));
    const meant = new Set(present([...matches.map((match) => (match?.visible ? match.id : null)), ...[...this.lines.values()].map(({ customer }) => (customer && 'id' in customer ? customer.id : null))]));
    this.stored = await this.lookups.stored([...meant].sort((a, b) => Number(BigInt(a) - BigInt(b))), rows.some(({ read }) => read.note));
  }

  private async decideRow(row: ReadFileRow): Promise<void> {
    try {
      if (row.first !== row.line) return this.addContact(row);
      const match = this.matcher.visibleMatch(row.read);
      if (match) return await this.change(row, match);
      this.create(row);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      this.end(row, error.verdict, error.customerId === null ? null : { id: error.customerId }, [error.reason]);
    }
  }

  private end(row: FileRow, verdict: Verdict, customer: CustomerRef | null, reasons: readonly Message[] = [], before: object | null = null): void {
    this.plan.outcomes.push({ row, verdict, customer, reasons, before });
    this.lines.set(row.line, { verdict, customer });
  }

  private create(row: ReadFileRow): void {
    const { read } = row;
    const { mode, key } = this.context.record.options;
    if (mode === 'update') throw new RowRefused(this.matcher.keyIsEmpty(read) ? reason('key_empty') : reason('no_such_customer', { value: this.matcher.keyValue(read) }));
    if (!this.context.actor.may('customers.create')) throw new RowRefused(reason('may_not_create'));
    if (read.missing.length > 0) throw new RowRefused(read.missing[0].message);
    const number = read.customer.number ?? null;
    const taken = number === null ? undefined : this.numbers.get(number);
    if (taken && key !== 'number') throw new RowRefused(numberTaken(number ?? '', taken));
    if (read.contact) this.refuseTakenAddress(read.contact.email_key, read.contact.email);
    const links = withDefaultGroup(this.context, linksOf(this.context, read));
    if (this.context.groupRequired && links.groupIds.length + links.newGroups.length === 0) throw new RowRefused(reason('group_missing'));
    this.plan.creations.push({ line: row.line, read, links });
    if (read.contact) this.plan.contacts.push({ line: row.line, customer: { line: row.line }, values: read.contact });
    this.end(row, 'created', { line: row.line });
  }

  /** A row whose customer an earlier row brings: its person becomes one more contact. */
  private addContact(row: ReadFileRow): void {
    const first = this.lines.get(row.first);
    if (!first?.customer || first.verdict === 'refused' || first.verdict === 'duplicate') throw new RowRefused(reason('first_row_refused', { line: row.first }));
    const { contact } = row.read;
    if (!contact) return this.end(row, 'unchanged', first.customer);
    const known = contact.email_key === null ? undefined : this.contacts.get(contact.email_key);
    const { customer } = first;
    const stored = 'id' in customer ? this.stored.get(customer.id) : undefined;
    if (known && stored?.contacts.some(({ id }) => String(id) === known.id)) return this.end(row, 'unchanged', customer);
    // A person without an address is known by its name, so that the same file brings nobody twice.
    if (stored && contact.email_key === null && contactMeant(stored, contact, null)) return this.end(row, 'unchanged', customer);
    this.refuseTakenAddress(contact.email_key, contact.email);
    this.plan.contacts.push({ line: row.line, customer, values: contact });
    this.end(row, 'contact', customer);
  }

  private async change(row: ReadFileRow, match: Known): Promise<void> {
    const { context } = this;
    if (context.record.options.mode === 'create') {
      throw new RowRefused({ ...reason('exists', { number: match.number }), href: `/admin/customers/${match.id}` }, 'duplicate', match.id);
    }
    if (!customerAbilities({ may: (right) => context.actor.may(right) }, match).edit) throw new RowRefused(reason('may_not_edit', { number: match.number }));
    const stored = this.stored.get(match.id);
    if (!stored) throw new RowRefused(reason('no_such_customer', { value: match.number }));
    const already = this.taken.get(match.id);
    if (already !== undefined) throw new RowRefused(reason('customer_in_file', { number: match.number, line: already }), 'duplicate', match.id);
    const read = this.readAsStored(row, stored);
    const customer = await this.checkedDifference(row, read, stored);
    const wanted = linksOf(this.context, read);
    const links: Links = {
      newGroups: wanted.newGroups,
      groupIds: wanted.groupIds.filter((id) => !stored.groupIds.has(id)),
      productIds: wanted.productIds.filter((id) => !stored.productIds.has(id)),
    };
    const note = read.note && !stored.notes.has(read.note) ? read.note : null;
    const contact = this.contactOf(row, read, stored);
    this.taken.set(match.id, row.line);
    const person = contact === 'new' || contact === null ? null : contact;
    const changed = Object.keys(customer.set).length > 0 || links.groupIds.length + links.newGroups.length + links.productIds.length > 0 || note !== null || person !== null;
    if (contact === 'new' && read.contact) this.plan.contacts.push({ line: row.line, customer: { id: match.id }, values: read.contact });
    if (!changed) return this.end(row, contact === 'new' ? 'contact' : 'unchanged', { id: match.id });
    const name = String(customer.set.display_name ?? stored.customer.display_name);
    this.plan.changes.push({ line: row.line, id: match.id, name, version: stored.customer.version, customer, links, note, contact: person });
    const before = { version: stored.customer.version, customer: customer.before, groupIds: links.groupIds, newGroups: links.newGroups, productIds: links.productIds, ...(person && { contactId: person.stored.id, person: person.person.before, position: person.stored.position }) };
    this.end(row, 'updated', { id: match.id }, [], before);
  }

  private readAsStored(row: ReadFileRow, { customer }: Stored): ReadRow {
    if (row.read.type === customer.type) return row.read;
    if (row.read.typeGiven) throw new RowRefused(reason('other_type', { number: customer.number }));
    return this.context.reader.readAs(customer.type, row);
  }

  private async checkedDifference(row: ReadFileRow, read: ReadRow, { customer }: Stored) {
    const difference = customerDifference(customer, read.customer, (field) => this.context.reader.says(row, field), this.context.baseCurrency);
    const { number, currency } = difference.set;
    if (typeof number === 'string') {
      const taken = this.numbers.get(number);
      if (taken && taken.id !== customer.id) throw new RowRefused(numberTaken(number, taken));
    }
    if (currency !== undefined) {
      const kept = { type: customer.type, currency: customer.currency as string | null };
      await this.context.rules.check(this.tx, customer.id, kept, { ...kept, currency: currency as string | null }).catch((error: unknown) => {
        throw error instanceof FieldRefused ? new RowRefused(error.reason) : error;
      });
    }
    return difference;
  }

  /** What the row does to the customer's contacts: a new one, a change, or nothing. */
  private contactOf(row: ReadFileRow, read: ReadRow, stored: Stored) {
    const { contact } = read;
    // A person is its own contact only when it is made; what is not in the file is not added later.
    if (!contact || (stored.customer.type === 'person' && !this.context.reader.hasContactColumns)) return null;
    const known = contact.email_key === null ? undefined : this.contacts.get(contact.email_key);
    const here = known && stored.contacts.some(({ id }) => String(id) === known.id);
    if (known && !here) this.refuseTakenAddress(contact.email_key, contact.email);
    const meant = contactMeant(stored, contact, here ? known.id : null);
    if (!meant) return 'new' as const;
    const { person, position } = contactDifference(meant, contact, this.context.reader.says(row, 'contact_email'));
    if (Object.keys(person.set).length === 0 && position === null) return null;
    if (Object.keys(person.set).length > 0 && Number(meant.links) > 1 && !this.context.actor.may('customers.view')) throw new RowRefused(reason('contact_elsewhere'));
    return { stored: meant, person, position };
  }

  private refuseTakenAddress(key: string | null, email: string | null): void {
    const known = key === null ? undefined : this.contacts.get(key);
    if (!known) return;
    const visible = known.customers.find((customer) => customer.visible);
    const value = (email ?? '').slice(0, 100);
    if (!visible) throw new RowRefused(reason('email_taken', { value }));
    throw new RowRefused({ ...reason('email_taken_by', { value, number: visible.number }), href: `/admin/customers/${visible.id}` }, 'duplicate', visible.id);
  }

}

function present<T>(values: readonly (T | null | undefined | '')[]): T[] {
  return [...new Set(values.filter((value): value is T => value !== null && value !== undefined && value !== ''))];
}

/** Those that a plan gives to contacts, new ones and old ones. */
function addressesOf({ contacts, changes }: Plan): string[] {
  return [...contacts.map(({ values }) => values.email_key), ...changes.map(({ contact }) => contact?.person.set.email_key)].filter((key): key is string => typeof key === 'string');
}
