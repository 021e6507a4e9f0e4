import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../kernel/access/actor';
import { readForm, type FormResult, type Typed } from '../../../kernel/forms/read-form';
import { Conflict } from '../../../kernel/http/errors';
import { CustomersService } from '../../customers/customers.service';
import type { CustomerSnapshot, TypedSteps } from '../../customers/customer-snapshot';
import { differences, merged, type Difference } from '../../customers/steps/customer-conflict';
import { CustomerEditQueries } from '../../customers/steps/customer-edit.queries';
import { AddressStep } from '../../customers/steps/customer-steps.address';
import { nameProblems } from '../../customers/steps/customer-steps.general';
import { withErrors } from '../../customers/steps/customer-steps.read';
import { companyFields, flatFields } from './company-fields';
import { CompanyDataForm } from './company.form';

export type CompanyInput = Omit<CustomerSnapshot, 'id' | 'version' | 'name'>;

/** Others changed a field of the customer that this change is about, too. */
export class CompanyCollision extends Error {
  constructor(readonly found: readonly Difference[]) {
    super('the customer has changed meanwhile');
  }
}

/** A customer's data as its own contacts change them: checked by the rules of staff, and written through `CustomersService`. */
@Injectable()
export class CompanyData {
  constructor(
    private readonly address: AddressStep,
    private readonly customers: CustomersService,
    private readonly snapshots: CustomerEditQueries,
  ) {}

  read(customerId: string, tx?: EntityManager): Promise<CustomerSnapshot> {
    return this.snapshots.read(customerId, tx);
  }

  /** What the fields make of the customer. */
  async input(stands: CustomerSnapshot, fields: unknown, language: string): Promise<FormResult<CompanyInput>> {
    const general = readForm(CompanyDataForm, fields);
    const named = withErrors(general, nameProblems({ ...general.typed, type: stands.details.type }));
    const address = await this.address.read(fields, { base: { address: companyFields(stands).address }, language });
    const typed: Typed = { ...named.typed, ...address.typed };
    if (!named.ok || !address.ok) return { ok: false, typed, errors: { ...(named.ok ? {} : named.errors), ...(address.ok ? {} : address.errors) } };
    const details = { ...stands.details, ...named.value, ...address.value.details };
    const shippingAddresses = details.sameShipping ? stands.shippingAddresses : (address.value.shippingAddresses ?? []);
    const { number, groupIds, productIds } = stands;
    return { ok: true, typed, value: { details, number, groupIds, productIds, shippingAddresses } };
  }

  /**
   * Writes what `after` changes of `before` over the customer as it stands, in one transaction with its cause.
   * @param knowingly fields that others changed meanwhile are written over
   * @throws CompanyCollision when others changed one of these fields meanwhile; Conflict when the customer cannot be so
   */
  async apply(tx: EntityManager, actor: Actor, customerId: string, change: { before: TypedSteps; after: TypedSteps }, language: string, knowingly = false): Promise<void> {
    const now = await this.read(customerId, tx);
    const theirs = companyFields(now);
    const collisions = differences(change.before, change.after, theirs).filter(({ kind }) => kind === 'collision');
    if (collisions.length > 0 && !knowingly) throw new CompanyCollision(collisions);
    const result = await this.input(now, flatFields(merged(change.before, change.after, theirs, () => 'mine')), language);
    if (!result.ok || !(await this.customers.update(tx, actor, customerId, now.version, result.value))) throw new Conflict({ key: 'area.company.cannot' });
  }
}
