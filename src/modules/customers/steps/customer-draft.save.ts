import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { Conflict, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { EMPTY_DETAILS, type CustomerDetails } from '../customer-details';
import { sameSteps } from './customer-conflict';
import type { CustomerDraft, DraftData } from './customer-draft.service';
import { CustomerEditQueries } from './customer-edit.queries';
import type { CustomerInput } from '../customer-input';
import { withoutOtherType } from '../customer-names';
import { typedSteps } from '../customer-snapshot';
import type { CustomerStep, InputPart } from './customer-steps';
import { CustomersService } from '../customers.service';
import { NewCustomerNews } from '../news/new-customer-news';
import { Drafts, type Draft } from './drafts.queries';
import { FieldRefused } from '../../../kernel/forms/field-refused';

/** A step and what was read from it. */
export interface StepValue {
  readonly step: CustomerStep;
  readonly value: unknown;
}

/** Somebody else changed the customer since editing began; thrown, so that nothing is written. */
export class Stale extends Error {}

/** A rule refused a field when it was to be written. */
export class StepRefused extends Error {
  constructor(
    /** null: a step of this module; whichever has that field. */
    readonly step: string | null,
    readonly refusal: FieldRefused,
  ) {
    super(refusal.message);
  }
}

/** Makes a customer of a draft, or changes one by it: customer, contact and the end of the draft in one transaction (CUS-8). */
@Injectable()
export class CustomerDraftSave {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly edit: CustomerEditQueries,
    private readonly drafts: Drafts,
    private readonly news: NewCustomerNews,
  ) {}

  /**
   * @returns the address of the customer's page, once for each sending of the form and once for each draft.
   * @throws Stale, StepRefused
   */
  run(actor: StaffActor, post: Post, draft: CustomerDraft, values: readonly StepValue[], pictureId: string | null): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const stored = await this.locked(tx, draft);
      const id = await this.write(tx, actor, draft, customerInput(values, pictureId));
      for (const { step, value } of values) await refusals(step.key, step.save?.(tx, actor, id, value));
      const location = `/admin/customers/${id}`;
      if (stored) await this.drafts.write<DraftData>(tx, { ...stored, base: null, data: { typed: {}, checked: [], saved: location } }, this.clock.now());
      return location;
    });
  }

  /** The answer to a form that was sent again after it had been saved: the same for a twin, else a word on what became of it. */
  again(post: Post, saved: string): Promise<string> {
    return oncePerPost(this.dataSource, post, () => Promise.reject(alreadySaved(saved)));
  }

  /** The draft's row, locked; null for a form that was saved at its first sending, without one. */
  private async locked(tx: EntityManager, { id, kind, staffId }: CustomerDraft): Promise<Draft<DraftData> | null> {
    if (id === null) return null;
    const stored = await this.drafts.find<DraftData>(id, kind, staffId, tx);
    if (!stored) throw new NotFound();
    if (stored.data.saved !== undefined) throw alreadySaved(stored.data.saved);
    return stored;
  }

  private async write(tx: EntityManager, actor: StaffActor, draft: CustomerDraft, input: CustomerInput): Promise<string> {
    const { subjectId } = draft;
    if (subjectId === null) {
      const id = await refusals(null, this.customers.create(tx, actor, input));
      await this.news.tell(tx, actor, id);
      return id;
    }
    const now = await this.edit.read(subjectId, tx);
    // Groups, products and addresses have versions of their own, so the whole is compared, not the number alone.
    if (now.version !== draft.subjectVersion || !sameSteps(typedSteps(now), draft.base ?? {})) throw new Stale();
    if (!(await refusals(null, this.customers.update(tx, actor, subjectId, now.version, input)))) throw new Stale();
    return subjectId;
  }
}

/** The customer that the steps of this module make together. */
export function customerInput(values: readonly StepValue[], pictureId: string | null): CustomerInput {
  const parts: InputPart[] = values.flatMap(({ step, value }) => step.contribute?.(value) ?? []);
  const input = { number: null, groupIds: [], productIds: [], shippingAddresses: [], insight: null };
  const details: CustomerDetails = Object.assign({}, EMPTY_DETAILS, ...parts.map((part) => part.details), { pictureId });
  return { ...Object.assign({}, input, ...parts), details: withoutOtherType(details) };
}

function alreadySaved(href: string): Conflict {
  return new Conflict({ key: 'customers.steps.alreadySaved' }, [{ label: 'errors.go_there', href }]);
}

async function refusals<T>(step: string | null, work: Promise<T>): Promise<T>;
async function refusals<T>(step: string | null, work: Promise<T> | undefined): Promise<T | undefined>;
async function refusals<T>(step: string | null, work: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof FieldRefused ? new StepRefused(step, error) : error;
  }
}
