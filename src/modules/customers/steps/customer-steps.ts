import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import type { FieldErrors, FormResult, Typed } from '../../../kernel/forms/read-form';
import type { CustomerDetails } from '../customer-details';
import type { CustomerInput } from '../customer-input';

/** The part of a customer that a step of this module reads. */
export type InputPart = Partial<Omit<CustomerInput, 'details'>> & { readonly details: Partial<CustomerDetails> };

/** What a step knows of the customer at hand beside its own fields. */
export interface StepContext {
  readonly actor: StaffActor;
  /** Of the interface. */
  readonly language: string;
  /** null: the customer is being made. */
  readonly customerId: string | null;
  /** What has been typed so far, by the key of the step; a step that nobody has been at is missing. */
  readonly typed: Readonly<Record<string, Typed>>;
  /** On edit: how the customer stood when editing began, in the words of the fields, by the key of the step; else empty. */
  readonly base: Readonly<Record<string, Typed>>;
  /** The draft's picture, chosen and not saved yet, or the customer's. */
  readonly pictureId: string | null;
}

/**
 * One step of the form that makes or edits a customer (CUS-8). A step has a page of its own (`view`) whose content stands
 * in the block part `customers/steps/frame`; its fields are those of `form`, the choices it shows are `choices`.
 * What was typed is kept as typed, valid or not, until the whole is saved in one transaction.
 */
export interface CustomerStep<T = unknown> {
  /** In the address: `?step=general`. */
  readonly key: string;
  /** Keys of the texts of the row of steps. */
  readonly title: string;
  readonly hint: string;
  readonly view: string;
  /** Branch of the language files in which the labels stand by field name, for the summary of errors. */
  readonly labels: string;
  /** Place in the row, lower first: General 10, Finance 20, Address 30, Contact 40. */
  readonly order: number;
  /** A step that nobody was at is neither checked nor saved (the contact). */
  readonly optional: boolean;
  /** False hides the step, as when it has no part in editing. Default: shown. */
  shows?(context: StepContext): boolean;
  /** What stands in the fields before anybody typed. */
  preset(context: StepContext): Promise<Typed>;
  /** The choices its page shows, as `choices` of the page's model; `typed` is what its fields hold. */
  choices(context: StepContext, typed: Typed): Promise<object>;
  /** Reads the fields; with rows that have to exist, so that a refusal stands at its field. @throws BadRequest for lists and objects where a text is meant. */
  read(body: unknown, context: StepContext): Promise<FormResult<T>>;
  /** A button of its own (`name="do" value="copy-billing"`): what the fields hold after it; null when it is none of its buttons. */
  act?(action: string, typed: Typed, context: StepContext): Promise<StepAct | null>;
  /** What was read as a part of the customer's own row; only steps of this module. */
  contribute?(value: T): InputPart;
  /** Writes what was read, in the transaction in which the customer was just made or changed; its row is locked. @throws FieldRefused for a field of this step. */
  save?(tx: EntityManager, actor: StaffActor, customerId: string, value: T): Promise<void>;
}

export interface StepAct {
  readonly typed: Typed;
  /** Messages at fields, when the button could not do its work. */
  readonly errors?: FieldErrors;
  /** The field to go on at. */
  readonly field?: string;
}

/** The steps in their order; modules above customers add theirs. */
@Injectable()
export class CustomerSteps {
  private readonly steps: CustomerStep[] = [];

  add<T>(step: CustomerStep<T>): void {
    this.steps.push(step as CustomerStep);
    this.steps.sort((one, other) => one.order - other.order);
  }

  for(context: StepContext): readonly CustomerStep[] {
    return this.steps.filter((step) => step.shows?.(context) ?? true);
  }
}
